package io.kinolake.training.sample;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.measure.FramePictures;
import io.kinolake.models.image.RgbImage;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Videos side by side as one, in the layout of MindSpeed-MM: a square number of rows, a black line
 * around each. The videos are decoded in step, a frame of each at a time.
 *
 * @param cell size of a video in the grid
 * @param rows ⌈√videos⌉
 * @param columns as many as the videos need
 */
record VideoGrid(FrameSize cell, int rows, int columns) {
  /** More are left out, so that so many decoders are open at most. */
  static final int MOST_VIDEOS = 64;

  /** What the encoder takes at most. */
  private static final FrameSize LARGEST = new FrameSize(3840, 2160);

  /** The grid of videos of one size, shrunk as far as the encoder needs it. */
  static VideoGrid of(int videos, FrameSize size) {
    int rows = (int) Math.ceil(Math.sqrt(videos));
    int columns = (videos + rows - 1) / rows;
    int shrink = 1;
    VideoGrid grid = new VideoGrid(size, rows, columns);
    while (!grid.isEncodable()) {
      shrink++;
      grid =
          new VideoGrid(
              new FrameSize(
                  Math.max(1, size.width() / shrink), Math.max(1, size.height() / shrink)),
              rows,
              columns);
    }
    return grid;
  }

  /** Size of the whole; the encoder takes even sizes. */
  FrameSize canvas() {
    int width = (cell.width() + 1) * columns + 1;
    int height = (cell.height() + 1) * rows + 1;
    return new FrameSize(width + width % 2, height + height % 2);
  }

  /** Writes the grid of these videos, the first {@link #MOST_VIDEOS} of them. */
  static void write(List<Path> videos, FrameSize size, Rational rate, Path target) {
    List<Path> shown = videos.subList(0, Math.min(videos.size(), MOST_VIDEOS));
    VideoGrid grid = of(shown.size(), size);
    FrameSize canvas = grid.canvas();
    byte[] pixels = new byte[canvas.width() * canvas.height() * RgbImage.CHANNELS];
    List<Shown> open = new ArrayList<>();
    try (VideoFile file = VideoFile.create(target, canvas, rate, Map.of())) {
      shown.forEach(video -> open.add(Shown.open(video)));
      while (grid.drawNext(open, pixels)) {
        file.add(new RgbImage(canvas.width(), canvas.height(), pixels));
      }
      file.commit();
    } finally {
      open.forEach(Shown::close);
    }
  }

  /** Draws the next frame of each video; false when none has one. */
  private boolean drawNext(List<Shown> videos, byte[] pixels) {
    boolean any = false;
    for (int i = 0; i < videos.size(); i++) {
      Shown video = videos.get(i);
      if (video.decoder.advance()) {
        any = true;
        draw(
            video.pictures.color(video.decoder.frame().avFrame(), cell).toRgbLevels(),
            i / columns * (cell.height() + 1),
            i % columns * (cell.width() + 1),
            pixels);
      }
    }
    return any;
  }

  private void draw(byte[] picture, int top, int left, byte[] pixels) {
    int row = cell.width() * RgbImage.CHANNELS;
    for (int y = 0; y < cell.height(); y++) {
      int to = ((top + y) * canvas().width() + left) * RgbImage.CHANNELS;
      System.arraycopy(picture, y * row, pixels, to, row);
    }
  }

  private boolean isEncodable() {
    FrameSize canvas = canvas();
    return canvas.width() <= LARGEST.width() && canvas.height() <= LARGEST.height();
  }

  private record Shown(VideoDecoder decoder, FramePictures pictures) implements AutoCloseable {
    static Shown open(Path video) {
      VideoDecoder decoder = VideoDecoder.open(video, DecodeOptions.DEFAULT.withThreads(1));
      return new Shown(
          decoder,
          new FramePictures(decoder.stream().rotationDegrees(), decoder.stream().sampleAspect()));
    }

    @Override
    public void close() {
      pictures.close();
      decoder.close();
    }
  }
}
