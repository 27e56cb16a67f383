package io.kinolake.jobs.curate;

import static io.kinolake.schemas.tables.ClipTable.END_US;
import static io.kinolake.schemas.tables.ClipTable.HEIGHT;
import static io.kinolake.schemas.tables.ClipTable.NUM_FRAMES;
import static io.kinolake.schemas.tables.ClipTable.RATE;
import static io.kinolake.schemas.tables.ClipTable.SIZE_BYTES;
import static io.kinolake.schemas.tables.ClipTable.START_US;
import static io.kinolake.schemas.tables.ClipTable.WIDTH;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;

/** A number that follows from a clip's row. */
enum ClipProperty {
  /** Frames that a reader gets. */
  NUM_FRAMES_OF_CLIP("num_frames"),
  /** Time that the clip covers. */
  SECONDS("seconds"),
  /** Frames per second; missing where unknown. */
  FPS("fps"),
  /** Pixels. */
  WIDTH_OF_CLIP("width"),
  /** Pixels. */
  HEIGHT_OF_CLIP("height"),
  /** Width times height. */
  RESOLUTION("resolution"),
  /** Height by width, as in the Open-Sora vocabulary. */
  ASPECT_RATIO("aspect_ratio"),
  /** The smaller of width and height. */
  SHORTER_SIDE("shorter_side"),
  /** Length of the clip's own file; missing for virtual clips. */
  SIZE_BYTES_OF_FILE("size_bytes");

  private static final double MICROS = 1e6;

  private final String id;

  ClipProperty(String id) {
    this.id = id;
  }

  /** The name in rules. */
  String id() {
    return id;
  }

  /** The number, from a row of the clips table. */
  Column of() {
    return number().cast("double");
  }

  private Column number() {
    Column width = column(WIDTH);
    Column height = column(HEIGHT);
    return switch (this) {
      case NUM_FRAMES_OF_CLIP -> column(NUM_FRAMES);
      case SECONDS -> column(END_US).minus(column(START_US)).divide(MICROS);
      case FPS -> ratio(column(RATE));
      case WIDTH_OF_CLIP -> width;
      case HEIGHT_OF_CLIP -> height;
      case RESOLUTION -> width.cast("long").multiply(height.cast("long"));
      case ASPECT_RATIO -> when(width.gt(0), height.divide(width));
      case SHORTER_SIDE -> least(width, height);
      case SIZE_BYTES_OF_FILE -> when(column(SIZE_BYTES).gt(0), column(SIZE_BYTES));
    };
  }

  /** {@code 30000/1001} as a number; null for {@code 0/1}, which stands for unknown. */
  private static Column ratio(Column text) {
    Column numerator = split(text, "/").getItem(0).cast("double");
    Column denominator = split(text, "/").getItem(1).cast("double");
    return when(numerator.gt(0), numerator.divide(denominator));
  }

  private static Column column(io.kinolake.schemas.Column<?> declared) {
    return org.apache.spark.sql.functions.col(declared.name());
  }
}
