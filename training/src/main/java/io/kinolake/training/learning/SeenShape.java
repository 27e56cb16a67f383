package io.kinolake.training.learning;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.measure.ColorImage;
import io.kinolake.media.measure.FramePictures;
import io.kinolake.media.synth.MovingShape.Colour;
import io.kinolake.media.synth.MovingShape.Direction;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.awt.Color;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * What plain image analysis sees in a film of one moving shape. Pixels count by how colourful they
 * are; the colour is the hue of their mean, the direction is where their centre goes.
 *
 * @param colour empty where nothing is colourful
 * @param direction empty where nothing goes anywhere
 */
public record SeenShape(Optional<Colour> colour, Optional<Direction> direction) {
  /** Difference of a pixel's highest and lowest channel, 0 to 255, from which it counts. */
  private static final int COLOURFUL = 60;

  /** Share of all pixels that must count. */
  private static final double LEAST_AREA = 0.02;

  /** Share of the picture's side that the centre must go from the first third to the last. */
  private static final double LEAST_WAY = 0.1;

  /** Of the mean colour, 0 to 1; noise of all colours is grey on the whole. */
  private static final double LEAST_SATURATION = 0.3;

  private static final Rational SQUARE_PIXELS = new Rational(1, 1);

  /**
   * Looks at a film.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if it cannot be decoded
   */
  public static SeenShape in(Path video) {
    List<Blob> blobs = new ArrayList<>();
    try (VideoDecoder decoder = VideoDecoder.open(video, DecodeOptions.DEFAULT);
        FramePictures pictures = new FramePictures(/* rotation= */ 0, SQUARE_PIXELS)) {
      while (decoder.advance()) {
        AVFrame frame = decoder.frame().avFrame();
        blobs.add(Blob.in(pictures.color(frame, new FrameSize(frame.width(), frame.height()))));
      }
    }
    return new SeenShape(Blob.of(blobs).flatMap(Blob::colour), direction(blobs));
  }

  private static Optional<Direction> direction(List<Blob> blobs) {
    int third = Math.max(1, blobs.size() / 3);
    Optional<Blob> first = Blob.of(blobs.subList(0, third));
    Optional<Blob> last = Blob.of(blobs.subList(blobs.size() - third, blobs.size()));
    if (first.isEmpty() || last.isEmpty()) {
      return Optional.empty();
    }
    double across = last.get().x() - first.get().x();
    double down = last.get().y() - first.get().y();
    if (Math.max(Math.abs(across), Math.abs(down)) < LEAST_WAY) {
      return Optional.empty();
    }
    if (Math.abs(across) > Math.abs(down)) {
      return Optional.of(across > 0 ? Direction.RIGHT : Direction.LEFT);
    }
    return Optional.of(down > 0 ? Direction.DOWN : Direction.UP);
  }

  /**
   * The colourful part of a picture.
   *
   * @param area colourful pixels as a share of all, each by how colourful it is, 0 to 1
   * @param x centre as a share of the width
   * @param y centre as a share of the height
   * @param red mean of the channel over the colourful part, 0 to 255
   */
  private record Blob(double area, double x, double y, double red, double green, double blue) {

    static Blob in(ColorImage picture) {
      double[] sums = new double[6];
      for (int y = 0; y < picture.height(); y++) {
        for (int x = 0; x < picture.width(); x++) {
          add(picture.rgb(x, y), (x + 0.5) / picture.width(), (y + 0.5) / picture.height(), sums);
        }
      }
      double weight = Math.max(sums[0], Double.MIN_NORMAL);
      return new Blob(
          sums[0] / 255 / picture.width() / picture.height(),
          sums[1] / weight,
          sums[2] / weight,
          sums[3] / weight,
          sums[4] / weight,
          sums[5] / weight);
    }

    private static void add(int rgb, double x, double y, double[] sums) {
      int red = rgb >> 16 & 0xff;
      int green = rgb >> 8 & 0xff;
      int blue = rgb & 0xff;
      int weight = Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue));
      if (weight >= COLOURFUL) {
        double[] values = {1, x, y, red, green, blue};
        for (int i = 0; i < values.length; i++) {
          sums[i] += weight * values[i];
        }
      }
    }

    /** The mean of several, each by its area; empty where too little is colourful. */
    static Optional<Blob> of(List<Blob> blobs) {
      double area = blobs.stream().mapToDouble(Blob::area).sum();
      if (area < LEAST_AREA * blobs.size()) {
        return Optional.empty();
      }
      return Optional.of(
          new Blob(
              area / blobs.size(),
              mean(blobs, Blob::x, area),
              mean(blobs, Blob::y, area),
              mean(blobs, Blob::red, area),
              mean(blobs, Blob::green, area),
              mean(blobs, Blob::blue, area)));
    }

    private static double mean(List<Blob> blobs, ToDoubleFunction<Blob> value, double area) {
      return blobs.stream().mapToDouble(blob -> blob.area * value.applyAsDouble(blob)).sum() / area;
    }

    /** The colour whose hue is nearest; empty for grey. */
    Optional<Colour> colour() {
      float[] hsb =
          Color.RGBtoHSB(
              (int) Math.round(red), (int) Math.round(green), (int) Math.round(blue), null);
      if (hsb[1] < LEAST_SATURATION) {
        return Optional.empty();
      }
      double hue = hsb[0] * 360;
      return Arrays.stream(Colour.values())
          .min(Comparator.comparingDouble(each -> Math.abs((each.hue() - hue + 540) % 360 - 180)));
    }
  }
}
