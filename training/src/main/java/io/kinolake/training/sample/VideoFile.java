package io.kinolake.training.sample;

import io.kinolake.media.cut.Quality;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.media.synth.VideoWriter;
import io.kinolake.models.image.RgbImage;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * A video being written beside its place, which it takes in one step when it is whole. H.264 in MP4
 * at a constant quantiser, by one thread, so that the same pictures give the same bytes. Not
 * thread-safe.
 */
final class VideoFile implements AutoCloseable {
  private static final String ENCODER = "libopenh264";

  /** About what the guide's quality 6 of imageio comes to. */
  private static final Quality QUALITY = new Quality.Constant(20);

  private final Path target;
  private final Path temporary;
  private final VideoWriter writer;
  private final BufferedImage canvas;
  private int frames;
  private boolean committed;

  private VideoFile(Path target, Path temporary, VideoWriter writer) {
    this.target = target;
    this.temporary = temporary;
    this.writer = writer;
    this.canvas = writer.newPicture();
  }

  /**
   * Begins a video.
   *
   * @param size even
   * @param tags what the container tells, by FFmpeg's names
   */
  static VideoFile create(Path target, FrameSize size, Rational rate, Map<String, String> tags) {
    Path temporary = target.resolveSibling("." + target.getFileName() + ".tmp");
    VideoSettings settings =
        VideoSettings.mp4(size, rate)
            .withEncoding(QUALITY.encoding(ENCODER, /* keyFrameInterval= */ 0, /* threads= */ 1))
            .withTags(tags);
    return new VideoFile(target, temporary, VideoWriter.open(temporary, settings));
  }

  /** Appends a picture. */
  void add(RgbImage picture) {
    byte[] to = ((DataBufferByte) canvas.getRaster().getDataBuffer()).getData();
    byte[] from = picture.pixels();
    for (int i = 0; i < from.length; i += RgbImage.CHANNELS) {
      to[i] = from[i + 2];
      to[i + 1] = from[i + 1];
      to[i + 2] = from[i];
    }
    writer.write(canvas, frames++, /* duration= */ 1);
  }

  /** Pictures so far. */
  int frames() {
    return frames;
  }

  /** Completes the file and gives it its name. */
  void commit() {
    writer.finish();
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      committed = true;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Removes what was not committed. */
  @Override
  public void close() {
    writer.close();
    if (!committed) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }

  private KinolakeException failed(IOException cause) {
    return new KinolakeException(
        FailureCode.WRITE_FAILED,
        "'%s' cannot be written: %s. Check space and rights.".formatted(target, cause),
        cause);
  }
}
