package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;
import static io.kinolake.schemas.failure.FailureCode.BAD_TIMESTAMP;

import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.Missing;
import io.kinolake.jobs.frame.PythonText;
import io.kinolake.jobs.frame.Series;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans the clips of a meta table with Open-Sora's rules; touches no file. */
final class CutPlanner {
  private static final String TIMESTAMP = "timestamp";
  private static final String RELPATH = "relpath";

  private final CutOptions options;

  CutPlanner(CutOptions options) {
    this.options = options;
  }

  /**
   * What becomes of one row.
   *
   * @param input the source, as the table spells it
   * @param failure why the row gives no clips
   */
  record Row(String input, List<PlannedClip> clips, Optional<Failure> failure) {
    Row {
      clips = List.copyOf(clips);
    }

    Row failed(Failure reason) {
      return new Row(input, List.of(), Optional.of(reason));
    }
  }

  /** Plans every row; a row that cannot be planned carries its failure. */
  List<Row> plan(Frame meta) {
    meta.column("path");
    var rows = new ArrayList<Row>();
    for (int row = 0; row < meta.rows(); row++) {
      String input = meta.column("path").text(row);
      try {
        rows.add(new Row(input, clips(meta, row), Optional.empty()));
      } catch (KinolakeException e) {
        rows.add(new Row(input, List.of(), Optional.of(e.failure())));
      }
    }
    return rows;
  }

  private List<PlannedClip> clips(Frame meta, int row) {
    if (!(meta.column("path").value(row) instanceof String input)) {
      throw new KinolakeException(BAD_ARGUMENT, "The row has no path");
    }
    String folder = folder(meta, row);
    Optional<Integer> side = shorterSide(meta, row);
    var clips = new ArrayList<PlannedClip>();
    if (!meta.has(TIMESTAMP)) {
      clips.add(clip(input, 0, Optional.empty(), side, folder));
      return clips;
    }
    List<TimestampList.Scene> scenes = scenes(meta.column(TIMESTAMP).value(row));
    for (int index = 0; index < scenes.size(); index++) {
      Optional<PlannedClip.Range> range = range(scenes.get(index));
      if (range.isPresent()) {
        clips.add(clip(input, index, range, side, folder));
      }
    }
    return clips;
  }

  private static List<TimestampList.Scene> scenes(Object timestamp) {
    if (timestamp instanceof String text) {
      return TimestampList.parse(text);
    }
    String found = timestamp == Missing.NAN ? "nothing" : PythonText.repr(timestamp);
    throw new KinolakeException(
        BAD_TIMESTAMP, "The timestamp column holds %s instead of a list".formatted(found));
  }

  private PlannedClip clip(
      String input,
      int index,
      Optional<PlannedClip.Range> range,
      Optional<Integer> side,
      String folder) {
    String name = PythonPath.stem(input) + "_scene-" + index + ".mp4";
    return new PlannedClip(
        input, index, range, options.targetFps(), side, PythonPath.join(folder, name));
  }

  /** The scene's part that is kept; empty when it is too short. */
  private Optional<PlannedClip.Range> range(TimestampList.Scene scene) {
    long start = options.rounding().millis(scene.start().seconds());
    long end = options.rounding().millis(scene.end().seconds());
    long duration = Math.max(0, end - start);
    if (options.minSeconds().isPresent() && duration / 1000.0 < options.minSeconds().get()) {
      return Optional.empty();
    }
    if (options.maxSeconds().isPresent()) {
      duration = Math.min(duration, options.rounding().millis(options.maxSeconds().get()));
    }
    return Optional.of(new PlannedClip.Range(start, duration));
  }

  private String folder(Frame meta, int row) {
    if (!meta.has(RELPATH)) {
      return options.saveDir();
    }
    if (!(meta.column(RELPATH).value(row) instanceof String relpath)) {
      throw new KinolakeException(BAD_ARGUMENT, "The row has no relpath");
    }
    String below = PythonPath.dirname(relpath);
    Path normal = Path.of(below).normalize();
    if (normal.isAbsolute() || normal.startsWith("..")) {
      throw new KinolakeException(
          BAD_ARGUMENT, "The relpath '%s' leads out of the output folder".formatted(relpath));
    }
    return PythonPath.join(options.saveDir(), below);
  }

  /** No scaling where height and width are known and the smaller is small enough. */
  private Optional<Integer> shorterSide(Frame meta, int row) {
    if (meta.has("height") && meta.has("width")) {
      double height = number(meta.column("height"), row);
      double width = number(meta.column("width"), row);
      double smaller = width < height ? width : height; // NaN as Python's min has it
      if (smaller <= options.shorterSide()) {
        return Optional.empty();
      }
    }
    return Optional.of(options.shorterSide());
  }

  private static double number(Series column, int row) {
    Object value = column.value(row);
    if (value instanceof Number number) {
      return number.doubleValue();
    } else if (value == Missing.NAN) {
      return Double.NaN;
    }
    throw new KinolakeException(
        BAD_ARGUMENT, "Height and width must be numbers, not %s".formatted(PythonText.repr(value)));
  }
}
