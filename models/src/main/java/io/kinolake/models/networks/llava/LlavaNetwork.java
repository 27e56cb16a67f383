package io.kinolake.models.networks.llava;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.networks.clip.ClipVision;
import io.kinolake.models.networks.llama.LlamaNetwork;
import io.kinolake.models.nn.Activations;
import io.kinolake.models.nn.Attention;
import io.kinolake.models.nn.Linear;
import io.kinolake.models.nn.Positions;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The graph of LLaVA. The picture side has the parameters of CLIP under {@code visual}, the rest
 * those of the original implementation.
 */
final class LlavaNetwork {
  private LlavaNetwork() {}

  /** What the graph of prompts is given; see {@link MergedPrompts}. */
  record Prompt(
      Operand<TFloat32> pixels,
      Operand<TInt32> words,
      Operand<TFloat32> wordMask,
      Operand<TInt32> patches,
      Operand<TFloat32> visible) {}

  /** What to do with the keys and values of a block. */
  @FunctionalInterface
  interface Keeper {
    void keep(int layer, Operand<TFloat32> keys, Operand<TFloat32> values);
  }

  /**
   * What the language model makes of prompts, before its last norm. Shows {@code
   * clip_hidden_states_m2}, {@code image_features}, {@code projected}, {@code inputs_embeds} and
   * what {@link LlamaNetwork#run} shows.
   *
   * @return [batch, places, width]
   */
  static Operand<TFloat32> read(NetScope scope, LlavaConfig config, Prompt prompt, Keeper keeper) {
    Ops tf = scope.tf();
    Operand<TFloat32> pictures = pictures(scope, config, prompt.pixels());
    Operand<TFloat32> words =
        tf.math.mul(
            LlamaNetwork.embed(scope, config.text(), prompt.words()),
            tf.expandDims(prompt.wordMask(), tf.constant(2)));
    Operand<TFloat32> merged =
        scope.tap(
            "inputs_embeds",
            tf.math.add(words, tf.gather(pictures, prompt.patches(), tf.constant(0))));
    Dimensions.Size places = Dimensions.of(tf, prompt.words(), 1);
    Operand<TFloat32> bias =
        tf.math.add(Attention.causalBias(tf, places), Attention.keyBias(tf, prompt.visible()));
    return LlamaNetwork.run(
        scope,
        config.text(),
        merged,
        tf.expandDims(Positions.range(tf, places), tf.constant(0)),
        (layer, keys, values) -> {
          keeper.keep(layer, keys, values);
          return List.of(new Attention.Seen(keys, values, Optional.of(bias)));
        });
  }

  /** All patches as the language model reads them, after a row of zeros: [1 + patches, width]. */
  private static Operand<TFloat32> pictures(
      NetScope scope, LlavaConfig config, Operand<TFloat32> pixels) {
    Ops tf = scope.tf();
    Operand<TFloat32> tokens =
        scope.tap(
            "clip_hidden_states_m2",
            ClipVision.tokens(scope.at("visual"), config.vision(), pixels, config.visionLayers()));
    Operand<TFloat32> patches =
        scope.tap(
            "image_features",
            tf.stridedSlice(tokens, Indices.all(), Indices.sliceFrom(1), Indices.all()));
    Operand<TFloat32> projected = scope.tap("projected", project(scope, config, patches));
    long width = config.text().width();
    Operand<TFloat32> rows = Dimensions.reshape(tf, projected, -1, width);
    return tf.concat(List.of(tf.constant(new float[1][(int) width]), rows), tf.constant(0));
  }

  private static Operand<TFloat32> project(
      NetScope scope, LlavaConfig config, Operand<TFloat32> patches) {
    long width = config.text().width();
    if (config.projectorLayers() == 1) {
      return Linear.biased(scope.at("model.mm_projector"), patches, config.vision().width(), width);
    }
    Operand<TFloat32> x =
        Linear.biased(scope.at("model.mm_projector.0"), patches, config.vision().width(), width);
    for (int i = 1; i < config.projectorLayers(); i++) {
      // The activations between the layers are numbered too.
      x =
          Linear.biased(
              scope.at("model.mm_projector", 2 * i), Activations.gelu(scope.tf(), x), width, width);
    }
    return x;
  }
}
