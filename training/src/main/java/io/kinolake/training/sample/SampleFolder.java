package io.kinolake.training.sample;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where samples lie: {@code videos/video_0.mp4} and on, {@code video_grid.mp4} beside that folder,
 * so that whoever lists the videos does not find it, and the Delta table {@code samples}.
 *
 * @param root its absolute path
 */
public record SampleFolder(Path root) {

  /**
   * Creates the folders where they are missing.
   *
   * @throws KinolakeException WRITE_FAILED if nothing can be written there
   */
  public static SampleFolder create(Path root) {
    SampleFolder folder = new SampleFolder(root.toAbsolutePath().normalize());
    try {
      Files.createDirectories(folder.videos());
      Files.delete(Files.createTempFile(folder.videos(), ".writable", ".tmp"));
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.WRITE_FAILED,
          "Nothing can be written to '%s': %s. Choose another --output or change its rights."
              .formatted(root, e),
          e);
    }
    return folder;
  }

  /** The folder of the videos. */
  public Path videos() {
    return root.resolve("videos");
  }

  /** The video of a number, from 0. */
  public Path video(int index) {
    return videos().resolve("video_" + index + ".mp4");
  }

  /** All videos in one. */
  public Path grid() {
    return root.resolve("video_grid.mp4");
  }

  /** The Delta table of {@link io.kinolake.schemas.tables.SampleTable}. */
  public Path table() {
    return root.resolve("samples");
  }
}
