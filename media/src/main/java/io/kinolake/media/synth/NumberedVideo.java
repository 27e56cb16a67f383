package io.kinolake.media.synth;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A video in which every frame carries its own number, from 0; see {@link FrameNumber}. Above the
 * number is a colour that changes from scene to scene.
 *
 * @param times when each frame is shown, in ticks of the settings' time base, ascending
 * @param lastDuration how long the last frame is shown, in ticks
 * @param sceneStarts the numbers of the frames at which the colour changes, ascending
 */
public record NumberedVideo(
    VideoSettings settings, List<Long> times, long lastDuration, List<Integer> sceneStarts) {
  private static final float GOLDEN_RATIO = 0.618034f; // spreads hues as far apart as can be

  public NumberedVideo {
    times = List.copyOf(times);
    sceneStarts = List.copyOf(sceneStarts);
  }

  /** Frames at a constant rate, one per tick of the time base. */
  public static NumberedVideo constant(VideoSettings settings, int frames) {
    return new NumberedVideo(settings, LongStream.range(0, frames).boxed().toList(), 1, List.of());
  }

  /** Frames at any times. */
  public static NumberedVideo variable(
      VideoSettings settings, List<Long> times, long lastDuration) {
    return new NumberedVideo(settings, times, lastDuration, List.of());
  }

  /** The same frames, all later by so many ticks. */
  public NumberedVideo startingAt(long ticks) {
    return new NumberedVideo(
        settings, times.stream().map(time -> time + ticks).toList(), lastDuration, sceneStarts);
  }

  /** The same frames with another colour from each of these numbers on. */
  public NumberedVideo withScenes(List<Integer> starts) {
    return new NumberedVideo(settings, times, lastDuration, starts);
  }

  public int frames() {
    return times.size();
  }

  /** When each frame is shown, in microseconds, as written; a container may shift them. */
  public List<Long> timesUs() {
    return times.stream()
        .map(time -> VideoWriter.toUs(time, settings.pictures().timeBase()))
        .toList();
  }

  /** Writes the file and returns its path. */
  public Path write(Path path) {
    try (VideoWriter writer = VideoWriter.open(path, settings)) {
      BufferedImage picture = writer.newPicture();
      for (int number = 0; number < frames(); number++) {
        paint(picture, number);
        writer.write(picture, times.get(number), duration(number));
      }
      writer.finish();
    }
    return path;
  }

  private long duration(int number) {
    return number + 1 < frames() ? times.get(number + 1) - times.get(number) : lastDuration;
  }

  private void paint(BufferedImage picture, int number) {
    long scene = sceneStarts.stream().filter(start -> start <= number).count();
    Graphics2D graphics = picture.createGraphics();
    try {
      graphics.setColor(Color.getHSBColor(scene * GOLDEN_RATIO, 0.7f, 0.8f));
      graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
    } finally {
      graphics.dispose();
    }
    FrameNumber.draw(picture, number);
  }
}
