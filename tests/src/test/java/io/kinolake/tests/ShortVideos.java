package io.kinolake.tests;

import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small videos of three seconds and two scenes, each of another length. */
final class ShortVideos {
  private static final VideoSettings SETTINGS =
      VideoSettings.mp4(new FrameSize(320, 240), new Rational(25, 1));

  private ShortVideos() {}

  /** Writes so many into a folder, which is created. */
  static void write(Path folder, int count) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to make " + folder, e);
    }
    for (int i = 0; i < count; i++) {
      NumberedVideo.constant(SETTINGS, 75 + i)
          .withScenes(List.of(30 + i))
          .write(folder.resolve("video" + i + ".mp4"));
    }
  }
}
