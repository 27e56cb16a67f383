package io.kinolake.models.networks.transnetv2;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.nn.Linear;
import io.kinolake.models.nn.Norms;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/** Features that say how alike a frame is to those around it. */
final class FrameComparison {
  private static final int BINS = 512;

  private FrameComparison() {}

  /**
   * By colour histograms.
   *
   * @param frames [frames, height, width, 3]
   * @return [frames, lookup]
   */
  static Operand<TFloat32> byColour(
      NetScope scope, TransNetV2Config config, Operand<TUint8> frames) {
    Operand<TFloat32> histograms = scope.tap("color_histograms", histograms(scope.tf(), frames));
    return around(scope, config, histograms);
  }

  /**
   * By what the stages see.
   *
   * @param stages outputs of all stages, each [frames, height, width, channels]
   * @return [frames, lookup]
   */
  static Operand<TFloat32> byContent(
      NetScope scope, TransNetV2Config config, List<Operand<TFloat32>> stages) {
    Ops tf = scope.tf();
    List<Operand<TFloat32>> means = new ArrayList<>();
    for (Operand<TFloat32> stage : stages) {
      means.add(tf.math.mean(stage, tf.constant(new int[] {1, 2})));
    }
    Operand<TFloat32> projected =
        Linear.biased(
            scope.at("projection"),
            tf.concat(means, tf.constant(1)),
            config.allWidths(),
            config.similarity());
    return around(scope, config, Norms.unit(tf, projected));
  }

  /** Each frame's similarities to those around it, zero beyond the ends, and a dense layer. */
  private static Operand<TFloat32> around(
      NetScope scope, TransNetV2Config config, Operand<TFloat32> features) {
    Ops tf = scope.tf();
    int window = config.window();
    int half = (window - 1) / 2;
    Operand<TFloat32> all = tf.linalg.matMul(features, features, MatMul.transposeB(true));
    // Rows one longer than the padded ones put each frame's window at the start of a row.
    Operand<TInt32> frames = Dimensions.scalar(tf, Dimensions.of(tf, features, 0));
    Operand<TFloat32> padded =
        tf.pad(all, tf.constant(new int[][] {{0, 0}, {half, half}}), tf.constant(0f));
    Operand<TFloat32> flat = Dimensions.reshape(tf, padded, -1);
    Operand<TInt32> end = Dimensions.reshape(tf, tf.stack(List.of(tf.constant(0), frames)), 1, 2);
    Operand<TInt32> longer = tf.math.add(frames, tf.constant(2 * half + 1));
    Operand<TFloat32> skewed =
        tf.reshape(tf.pad(flat, end, tf.constant(0f)), tf.stack(List.of(frames, longer)));
    Operand<TFloat32> windows =
        tf.slice(skewed, tf.constant(new int[2]), tf.constant(new int[] {-1, window}));
    return tf.nn.relu(Linear.biased(scope.at("fc"), windows, window, config.lookup()));
  }

  /** Counts of colours in steps of 32, as unit vectors. */
  private static Operand<TFloat32> histograms(Ops tf, Operand<TUint8> frames) {
    Operand<TInt32> steps = tf.math.floorDiv(tf.dtypes.cast(frames, TInt32.class), tf.constant(32));
    Operand<TInt32> bins =
        tf.reduceSum(tf.math.mul(steps, tf.constant(new int[] {64, 8, 1})), tf.constant(3));
    long pixels = frames.shape().get(1) * frames.shape().get(2);
    Operand<TFloat32> counts =
        tf.math.denseBincount(
            Dimensions.reshape(tf, bins, -1, pixels), tf.constant(BINS), tf.constant(new float[0]));
    return Norms.unit(tf, Dimensions.reshape(tf, counts, -1, BINS));
  }
}
