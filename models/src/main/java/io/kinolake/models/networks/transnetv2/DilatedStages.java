package io.kinolake.models.networks.transnetv2;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.nn.Convolutions;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * The stages of dilated convolutions. A block looks at a frame and those 1, 2, 4 and 8 before and
 * after it in four branches. Batch normalisation is multiplied into the branches' last kernels.
 */
final class DilatedStages {
  private static final int[] DILATIONS = {1, 2, 4, 8};

  private DilatedStages() {}

  /**
   * The outputs of all stages.
   *
   * @param x [frames, 27, 48, 3], 0 to 1
   */
  static List<Operand<TFloat32>> run(NetScope scope, TransNetV2Config config, Operand<TFloat32> x) {
    List<Operand<TFloat32>> outputs = new ArrayList<>();
    Operand<TFloat32> hidden = x;
    for (int stage = 0; stage < config.stages(); stage++) {
      hidden = scope.tap("SDDCNN" + stage, stage(scope, config, stage, hidden));
      outputs.add(hidden);
    }
    return outputs;
  }

  private static Operand<TFloat32> stage(
      NetScope scope, TransNetV2Config config, int stage, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    Operand<TFloat32> hidden = x;
    Operand<TFloat32> first = x;
    for (int block = 0; block < config.blocks(); block++) {
      boolean last = block + 1 == config.blocks();
      Operand<TFloat32> sum =
          block(
              scope.at("SDDCNN", stage).at("DDCNN", block),
              config,
              stage,
              hidden,
              config.channels(stage, block));
      hidden = scope.tap("SDDCNN%d.DDCNN%d".formatted(stage, block), last ? sum : tf.nn.relu(sum));
      first = block == 0 ? hidden : first;
    }
    return tf.nn.avgPool(
        tf.math.add(tf.nn.relu(hidden), first),
        List.of(1L, 2L, 2L, 1L),
        List.of(1L, 2L, 2L, 1L),
        "VALID");
  }

  /** One block without its activation. */
  private static Operand<TFloat32> block(
      NetScope scope, TransNetV2Config config, int stage, Operand<TFloat32> x, long in) {
    Ops tf = scope.tf();
    long out = (long) config.filters() << stage;
    List<Operand<TFloat32>> kernels = new ArrayList<>();
    for (int dilation : DILATIONS) {
      Operand<? extends TFloating> kernel =
          branch(scope, dilation).at("layers", 0).kernel("weight", 2 * out, in, 1, 3, 3);
      kernels.add(
          Dimensions.reshape(tf, tf.dtypes.cast(kernel, TFloat32.class), 3, 3, in, 2 * out));
    }
    // All branches look at the same frames: one convolution for the four.
    List<? extends Operand<TFloat32>> inner =
        tf.split(
                tf.constant(3),
                Convolutions.apply(
                    tf, x, tf.concat(kernels, tf.constant(3)), 1, Convolutions.Padding.around(1)),
                (long) DILATIONS.length)
            .output();
    NetScope norm = scope.at("bn");
    Operand<TFloat32> factor = factor(norm, config, 4 * out);
    List<? extends Operand<TFloat32>> factors =
        tf.split(tf.constant(0), factor, (long) DILATIONS.length).output();
    List<Operand<TFloat32>> branches = new ArrayList<>();
    for (int i = 0; i < DILATIONS.length; i++) {
      Operand<? extends TFloating> kernel =
          branch(scope, DILATIONS[i]).at("layers", 1).kernel("weight", out, 2 * out, 3, 1, 1);
      Operand<TFloat32> scaled =
          tf.math.mul(tf.dtypes.cast(kernel, TFloat32.class), factors.get(i));
      branches.add(alongTime(tf, inner.get(i), scaled, out, DILATIONS[i]));
    }
    Operand<TFloat32> offset =
        tf.math.sub(
            norm.vector("bias", 4 * out),
            tf.math.mul(norm.vector("running_mean", 4 * out), factor));
    return tf.nn.biasAdd(tf.concat(branches, tf.constant(3)), offset);
  }

  private static NetScope branch(NetScope scope, int dilation) {
    return scope.at("Conv3D_" + dilation);
  }

  /** What batch normalisation multiplies by. */
  private static Operand<TFloat32> factor(NetScope norm, TransNetV2Config config, long width) {
    Ops tf = norm.tf();
    Operand<TFloat32> variance =
        tf.math.add(norm.vector("running_var", width), tf.constant(config.epsilon()));
    return tf.math.mul(norm.vector("weight", width), tf.math.rsqrt(variance));
  }

  /**
   * The sum over a frame and those {@code dilation} before and after it; beyond the ends are zeros.
   *
   * @param kernel [1, 1, 2·out, 3, out]
   */
  private static Operand<TFloat32> alongTime(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> kernel, long out, int dilation) {
    Operand<TFloat32> padded =
        tf.pad(
            x,
            tf.constant(new int[][] {{dilation, dilation}, {0, 0}, {0, 0}, {0, 0}}),
            tf.constant(0f));
    Operand<TFloat32> taps =
        Convolutions.apply(
            tf,
            padded,
            Dimensions.reshape(tf, kernel, 1, 1, 2 * out, 3 * out),
            1,
            Convolutions.Padding.around(0));
    Operand<TInt32> frames = Dimensions.scalar(tf, Dimensions.of(tf, x, 0));
    Operand<TInt32> all = tf.constant(-1);
    Operand<TInt32> size = tf.stack(List.of(frames, all, all, tf.constant(Math.toIntExact(out))));
    List<Operand<TFloat32>> parts = new ArrayList<>();
    for (int tap = 0; tap < 3; tap++) {
      int channel = Math.toIntExact(tap * out);
      parts.add(tf.slice(taps, tf.constant(new int[] {tap * dilation, 0, 0, channel}), size));
    }
    return tf.math.addN(parts);
  }
}
