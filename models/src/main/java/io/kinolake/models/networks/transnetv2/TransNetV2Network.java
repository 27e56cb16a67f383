package io.kinolake.models.networks.transnetv2;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.nn.Linear;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** The network: frames to logits. */
public final class TransNetV2Network {
  private TransNetV2Network() {}

  /**
   * What the network says of a frame, each [frames, 1].
   *
   * @param single logit of the frame being the last of its shot
   * @param manyHot logit of the frame belonging to a transition
   */
  public record Logits(Operand<TFloat32> single, Operand<TFloat32> manyHot) {}

  /**
   * Logits of the frames of one window.
   *
   * @param frames [frames, 27, 48, 3], RGB
   */
  public static Logits logits(NetScope scope, TransNetV2Config config, Operand<TUint8> frames) {
    Ops tf = scope.tf();
    Operand<TFloat32> x =
        tf.math.mul(tf.dtypes.cast(frames, TFloat32.class), tf.constant(1 / 255f));
    List<Operand<TFloat32>> stages = DilatedStages.run(scope, config, x);
    Operand<TFloat32> colour =
        scope.tap(
            "color_hist", FrameComparison.byColour(scope.at("color_hist_layer"), config, frames));
    Operand<TFloat32> content =
        scope.tap(
            "frame_sim", FrameComparison.byContent(scope.at("frame_sim_layer"), config, stages));
    Operand<TFloat32> seen =
        Dimensions.reshape(tf, stages.get(stages.size() - 1), -1, config.flat());
    long width = 2L * config.lookup() + config.flat();
    Operand<TFloat32> dense =
        scope.tap(
            "fc1",
            Linear.biased(
                scope.at("fc1"),
                tf.concat(List.of(colour, content, seen), tf.constant(1)),
                width,
                config.dense()));
    Operand<TFloat32> hidden = tf.nn.relu(dense);
    return new Logits(
        Linear.biased(scope.at("cls_layer1"), hidden, config.dense(), 1),
        Linear.biased(scope.at("cls_layer2"), hidden, config.dense(), 1));
  }
}
