package io.kinolake.schemas.tables;

import static io.kinolake.schemas.tables.VideoTable.VIDEO_ID;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.MediaKind;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoFormat;
import io.kinolake.schemas.media.VideoId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What each source is: size, rate, frames, codec, key frames. */
public final class ProbeTable {
  private ProbeTable() {}

  public static final Column<String> KIND = VideoTable.KIND;
  public static final Column<String> CONTAINER =
      Column.ofString("container", "FFmpeg's name of the container format");
  public static final Column<String> CODEC =
      Column.ofString("codec", "FFmpeg's name of the video codec");
  public static final Column<String> PIXEL_FORMAT =
      Column.ofString("pixel_format", "FFmpeg's name of the pixel format");
  public static final Column<Integer> WIDTH =
      Column.ofInt("width", "Width as shown, pixels, after rotation and sample aspect");
  public static final Column<Integer> HEIGHT =
      Column.ofInt("height", "Height as shown, pixels, after rotation and sample aspect");
  public static final Column<Integer> CODED_WIDTH =
      Column.ofInt("coded_width", "Width as stored, pixels");
  public static final Column<Integer> CODED_HEIGHT =
      Column.ofInt("coded_height", "Height as stored, pixels");
  public static final Column<Integer> ROTATION =
      Column.ofInt("rotation_degrees", "Clockwise turn that a player applies: 0, 90, 180, 270");
  public static final Column<String> SAMPLE_ASPECT =
      Column.ofString("sample_aspect", "Width over height of a stored pixel, as a ratio");
  public static final Column<String> TRANSFER =
      Column.ofString("transfer", "FFmpeg's name of the transfer function");
  public static final Column<Boolean> HDR =
      Column.ofBoolean("hdr", "Whether the transfer function is PQ or HLG");
  public static final Column<Long> NUM_FRAMES =
      Column.ofLong("num_frames", "Exact number of frames; 1 for an image");
  public static final Column<Long> START_US =
      Column.ofLong("start_us", "Presentation time of the first frame, microseconds");
  public static final Column<Long> END_US =
      Column.ofLong("end_us", "Presentation time at which the last frame ends, microseconds");
  public static final Column<String> AVERAGE_RATE =
      Column.ofString("average_rate", "Frames per second over the duration, as a ratio");
  public static final Column<String> REAL_RATE =
      Column.ofString("real_rate", "Lowest rate that expresses all frame times, as a ratio");
  public static final Column<Boolean> VARIABLE_RATE =
      Column.ofBoolean("variable_rate", "Whether the gaps between frames differ");
  public static final Column<List<Long>> KEY_FRAMES_US =
      Column.ofLongs("key_frames_us", "Times of the key frames, microseconds, ascending");
  public static final Column<Long> BIT_RATE =
      Column.ofLong("bit_rate", "Bits per second of the whole file; 0 where unknown");
  public static final Column<List<String>> AUDIO_CODECS =
      Column.ofStrings("audio_codecs", "FFmpeg's codec name of each audio stream");
  public static final Column<Boolean> INTACT =
      Column.ofBoolean("intact", "Whether every frame decoded; null where not verified").optional();
  public static final Column<Long> FRAMES_DECODED =
      Column.ofLong("frames_decoded", "Frames that full decoding yielded").optional();
  public static final Column<Long> FIRST_BAD_US =
      Column.ofLong("first_bad_us", "Time of the first undecodable position, microseconds")
          .optional();
  public static final Column<String> FIRST_BAD_REASON =
      Column.ofString("first_bad_reason", "The decoder's words for it").optional();

  /** The columns of a source's media facts; {@link #readInfo} reads them. */
  public static final List<Column<?>> INFO =
      List.of(
          KIND,
          CONTAINER,
          CODEC,
          PIXEL_FORMAT,
          WIDTH,
          HEIGHT,
          CODED_WIDTH,
          CODED_HEIGHT,
          ROTATION,
          SAMPLE_ASPECT,
          TRANSFER,
          HDR,
          NUM_FRAMES,
          START_US,
          END_US,
          AVERAGE_RATE,
          REAL_RATE,
          VARIABLE_RATE,
          KEY_FRAMES_US,
          BIT_RATE,
          AUDIO_CODECS);

  private static final List<Column<?>> VERDICT =
      List.of(INTACT, FRAMES_DECODED, FIRST_BAD_US, FIRST_BAD_REASON);

  public static final TableSchema<Probe> SCHEMA =
      TableSchema.of(
          "probes",
          "What one source is, read from its container",
          VIDEO_ID,
          Stream.of(List.<Column<?>>of(VIDEO_ID), INFO, VERDICT).flatMap(List::stream).toList(),
          new Codec());

  /** Reads the media facts of a row that has this table's columns. */
  public static MediaInfo readInfo(RowReader row) {
    return new MediaInfo(
        MediaKind.of(row.get(KIND)),
        row.get(CONTAINER),
        readFormat(row),
        readTiming(row),
        row.get(BIT_RATE),
        row.get(AUDIO_CODECS));
  }

  private static VideoFormat readFormat(RowReader row) {
    return new VideoFormat(
        row.get(CODEC),
        row.get(PIXEL_FORMAT),
        new FrameSize(row.get(CODED_WIDTH), row.get(CODED_HEIGHT)),
        new FrameSize(row.get(WIDTH), row.get(HEIGHT)),
        row.get(ROTATION),
        Rational.parse(row.get(SAMPLE_ASPECT)),
        row.get(TRANSFER));
  }

  private static FrameTiming readTiming(RowReader row) {
    return new FrameTiming(
        row.get(NUM_FRAMES),
        new TimeRange(row.get(START_US), row.get(END_US)),
        Rational.parse(row.get(AVERAGE_RATE)),
        Rational.parse(row.get(REAL_RATE)),
        row.get(VARIABLE_RATE),
        row.get(KEY_FRAMES_US));
  }

  /** Writes the media facts into a row that has this table's columns. */
  public static void writeInfo(MediaInfo info, RowWriter row) {
    VideoFormat format = info.format();
    FrameTiming timing = info.timing();
    row.set(KIND, info.kind().id())
        .set(CONTAINER, info.container())
        .set(CODEC, format.codec())
        .set(PIXEL_FORMAT, format.pixelFormat())
        .set(WIDTH, format.display().width())
        .set(HEIGHT, format.display().height())
        .set(CODED_WIDTH, format.coded().width())
        .set(CODED_HEIGHT, format.coded().height())
        .set(ROTATION, format.rotationDegrees())
        .set(SAMPLE_ASPECT, format.sampleAspect().toString())
        .set(TRANSFER, format.transfer())
        .set(HDR, format.isHdr())
        .set(NUM_FRAMES, timing.frames())
        .set(START_US, timing.range().startUs())
        .set(END_US, timing.range().endUs())
        .set(AVERAGE_RATE, timing.averageRate().toString())
        .set(REAL_RATE, timing.realRate().toString())
        .set(VARIABLE_RATE, timing.variable())
        .set(KEY_FRAMES_US, timing.keyFramesUs())
        .set(BIT_RATE, info.bitRate())
        .set(AUDIO_CODECS, info.audioCodecs());
  }

  private static final class Codec implements RowCodec<Probe> {
    private static final long serialVersionUID = 1L;

    @Override
    public Probe read(RowReader row) {
      Optional<DecodeVerdict> verdict =
          row.find(FRAMES_DECODED)
              .map(
                  frames ->
                      new DecodeVerdict(
                          frames, row.find(FIRST_BAD_US), row.find(FIRST_BAD_REASON)));
      return new Probe(new VideoId(row.get(VIDEO_ID)), readInfo(row), verdict);
    }

    @Override
    public void write(Probe probe, RowWriter row) {
      row.set(VIDEO_ID, probe.video().value());
      writeInfo(probe.info(), row);
      probe
          .verdict()
          .ifPresent(
              verdict ->
                  row.set(INTACT, verdict.isIntact())
                      .set(FRAMES_DECODED, verdict.framesDecoded())
                      .setIfPresent(FIRST_BAD_US, verdict.firstBadUs())
                      .setIfPresent(FIRST_BAD_REASON, verdict.firstBadReason()));
    }
  }
}
