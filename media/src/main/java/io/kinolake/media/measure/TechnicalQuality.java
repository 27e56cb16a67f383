package io.kinolake.media.measure;

/**
 * How well made a picture is, apart from what it shows.
 *
 * <p>Levels are taken from the picture reduced by a whole factor to a shorter side of 540 or a
 * little more, so that sizes compare: what a viewer and a training set see. Only blocks are looked
 * for at full size. Each property maps to a quality between 0 and 1; the score is 1 + 9 times their
 * weighted geometric mean, so that one bad property is not made good by the others:
 *
 * <table>
 * <caption>Qualities</caption>
 * <tr><th>property</th><th>0 at</th><th>1 at</th><th>between</th><th>floor</th><th>weight</th></tr>
 * <tr><td>edge strength, levels per pixel</td><td>2</td><td>60</td><td>logarithm</td><td>0.01</td>
 *     <td>0.45</td></tr>
 * <tr><td>noise, levels</td><td></td><td>0</td><td>exp(-noise / 12)</td><td>0.01</td>
 *     <td>0.25</td></tr>
 * <tr><td>exposure</td><td>mean 0 or 255</td><td>mean 64 to 191</td><td>linear, times 1 less the
 *     clipped share</td><td>0.05</td><td>0.1</td></tr>
 * <tr><td>contrast, levels</td><td>0</td><td>50</td><td>linear</td><td>0.05</td><td>0.1</td></tr>
 * <tr><td>blockiness, ratio</td><td>2.5</td><td>1.1</td><td>linear</td><td>0.3</td><td>0.05</td></tr>
 * <tr><td>colourfulness</td><td>0</td><td>45</td><td>linear</td><td>0.3</td><td>0.05</td></tr>
 * </table>
 *
 * <p>Blur lowers edge strength and noise raises noise, each by more than it betters anything else.
 *
 * @param sharpness edge strength in levels per pixel, less what noise adds
 * @param noise standard deviation in levels
 * @param brightness mean level
 * @param clipped share of pixels at the ends of the range
 * @param contrast standard deviation of levels, less what noise adds
 * @param blockiness ratio of steps on and off an 8x8 grid, 1 without blocks
 * @param colourfulness after Hasler and Süsstrunk
 */
public record TechnicalQuality(
    double sharpness,
    double noise,
    double brightness,
    double clipped,
    double contrast,
    double blockiness,
    double colourfulness) {
  private static final int WORKING_SIDE = 540;

  /**
   * Measures a picture.
   *
   * @param luma at full size
   * @param color the same picture, at any size
   */
  public static TechnicalQuality of(GrayImage luma, ColorImage color) {
    int shorter = Math.min(luma.width(), luma.height());
    GrayImage working = luma.reduced(Math.max(1, shorter / WORKING_SIDE));
    double noise = NoiseLevel.of(working);
    LumaSpread spread = LumaSpread.of(working);
    return new TechnicalQuality(
        EdgeStrength.of(working, noise),
        noise,
        spread.mean(),
        spread.clipped(),
        Math.sqrt(Math.max(0, spread.deviation() * spread.deviation() - noise * noise)),
        Blockiness.of(luma),
        color.colourfulness());
  }

  /** The score, 1 to 10. */
  public double score() {
    double edges = ramp(Math.log(Math.max(sharpness, 1)), Math.log(2), Math.log(60));
    double exposure = ramp(127.5 - Math.abs(brightness - 127.5), 0, 64) * (1 - clipped);
    double mean =
        Math.pow(Math.max(0.01, edges), 0.45)
            * Math.pow(Math.max(0.01, Math.exp(-noise / 12)), 0.25)
            * Math.pow(Math.max(0.05, exposure), 0.1)
            * Math.pow(Math.max(0.05, ramp(contrast, 0, 50)), 0.1)
            * Math.pow(Math.max(0.3, ramp(-blockiness, -2.5, -1.1)), 0.05)
            * Math.pow(Math.max(0.3, ramp(colourfulness, 0, 45)), 0.05);
    return 1 + 9 * mean;
  }

  private static double ramp(double value, double zero, double one) {
    return Math.max(0, Math.min(1, (value - zero) / (one - zero)));
  }
}
