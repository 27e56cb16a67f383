package io.kinolake.udfs.score;

import io.kinolake.media.synth.VideoSettings;
import io.kinolake.media.synth.VideoWriter;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/** Writes what a painter paints as a grey video of 25 frames a second. */
final class PaintedVideo {
  private PaintedVideo() {}

  static VideoSettings mp4(int width, int height) {
    return VideoSettings.mp4(new FrameSize(width, height), new Rational(25, 1))
        .withBitRate(2_000_000);
  }

  static Path write(Path path, VideoSettings settings, int frames, FakeClip.Painter painter) {
    try (VideoWriter writer = VideoWriter.open(path, settings)) {
      BufferedImage picture = writer.newPicture();
      for (int frame = 0; frame < frames; frame++) {
        paint(picture, frame, painter);
        writer.write(picture, frame, 1);
      }
      writer.finish();
    }
    return path;
  }

  private static void paint(BufferedImage picture, int frame, FakeClip.Painter painter) {
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        double level =
            painter.level(frame, (x + 0.5) / picture.getWidth(), (y + 0.5) / picture.getHeight());
        int grey = (int) Math.round(Math.max(0, Math.min(255, level)));
        picture.setRGB(x, y, grey << 16 | grey << 8 | grey);
      }
    }
  }
}
