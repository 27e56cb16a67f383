package io.kinolake.models.nn;

import io.kinolake.models.graph.Dimensions;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Moves values of videos between space, time and channels, without parameters. Videos are [frames,
 * height, width, channels].
 */
public final class FrameShapes {
  private static final int OCTET = 8;

  private FrameShapes() {}

  /**
   * Puts blocks of 2 frames × 2 rows × 2 columns into channels, after a frame of zeros in front.
   *
   * @param x an odd number of frames, an even height and width
   * @return half the size in every direction; channels in the order channel, frame, row, column
   */
  public static Operand<TFloat32> toChannels(Ops tf, Operand<TFloat32> x) {
    long channels = x.shape().get(3);
    Operand<TFloat32> padded =
        tf.pad(x, tf.constant(new int[][] {{1, 0}, {0, 0}, {0, 0}, {0, 0}}), tf.constant(0f));
    Dimensions.Size height = Dimensions.over(tf, Dimensions.of(tf, x, 1), 2);
    Dimensions.Size width = Dimensions.over(tf, Dimensions.of(tf, x, 2), 2);
    Dimensions.Size two = Dimensions.of(2);
    Dimensions.Size rest = Dimensions.of(-1);
    Operand<TFloat32> blocks =
        Dimensions.reshape(tf, padded, rest, two, height, two, width, two, Dimensions.of(channels));
    return Dimensions.reshape(
        tf,
        Dimensions.transpose(tf, blocks, 0, 2, 4, 6, 1, 3, 5),
        rest,
        height,
        width,
        Dimensions.of(OCTET * channels));
  }

  /** Undoes {@link #toChannels}: the first frame is dropped. */
  public static Operand<TFloat32> fromChannels(Ops tf, Operand<TFloat32> x) {
    long channels = x.shape().get(3) / OCTET;
    Dimensions.Size height = Dimensions.of(tf, x, 1);
    Dimensions.Size width = Dimensions.of(tf, x, 2);
    Dimensions.Size two = Dimensions.of(2);
    Dimensions.Size rest = Dimensions.of(-1);
    Operand<TFloat32> blocks =
        Dimensions.reshape(tf, x, rest, height, width, Dimensions.of(channels), two, two, two);
    Operand<TFloat32> frames =
        Dimensions.reshape(
            tf,
            Dimensions.transpose(tf, blocks, 0, 4, 1, 5, 2, 6, 3),
            rest,
            Dimensions.times(tf, height, two),
            Dimensions.times(tf, width, two),
            Dimensions.of(channels));
    return tf.stridedSlice(frames, Indices.sliceFrom(1), Indices.ellipsis());
  }

  /** Every frame twice. */
  public static Operand<TFloat32> doubled(Ops tf, Operand<TFloat32> x) {
    Dimensions.Size height = Dimensions.of(tf, x, 1);
    Dimensions.Size width = Dimensions.of(tf, x, 2);
    Dimensions.Size channels = Dimensions.of(x.shape().get(3));
    Dimensions.Size frame = Dimensions.times(tf, Dimensions.times(tf, height, width), channels);
    Operand<TFloat32> rows = Dimensions.reshape(tf, x, Dimensions.of(-1), frame);
    return Dimensions.reshape(
        tf,
        tf.concat(List.of(rows, rows), tf.constant(1)),
        Dimensions.of(-1),
        height,
        width,
        channels);
  }

  /** The means of equally many consecutive channels each. */
  public static Operand<TFloat32> averaged(Ops tf, Operand<TFloat32> x, long channels) {
    long each = x.shape().get(3) / channels;
    Operand<TFloat32> grouped = Dimensions.reshape(tf, x, -1, channels, each);
    return withChannels(tf, tf.math.mean(grouped, tf.constant(2)), x, channels);
  }

  /** Every channel equally many times in a row. */
  public static Operand<TFloat32> repeated(Ops tf, Operand<TFloat32> x, long channels) {
    long given = x.shape().get(3);
    Operand<TFloat32> single = Dimensions.reshape(tf, x, -1, given, 1);
    Operand<TFloat32> ones =
        tf.fill(tf.constant(new long[] {1, channels / given}), tf.constant(1f));
    return withChannels(tf, tf.math.mul(single, ones), x, channels);
  }

  private static Operand<TFloat32> withChannels(
      Ops tf, Operand<TFloat32> values, Operand<TFloat32> like, long channels) {
    return Dimensions.reshape(
        tf,
        values,
        Dimensions.of(-1),
        Dimensions.of(tf, like, 1),
        Dimensions.of(tf, like, 2),
        Dimensions.of(channels));
  }
}
