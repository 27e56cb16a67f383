package io.kinolake.training.model;

import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.tensor.Shape;
import io.kinolake.training.step.Stage;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** What the tapes of diffusion transformers have in common: blocks that pass tokens on. */
final class TransformerTape {
  /** Before block i, {@code tokens} and i: [batch, tokens, width]. */
  static final String TOKENS = "tokens";

  /** The embedded time, for the output: [batch, width]. */
  static final String EMBEDDED = "embedded";

  /** The embedded time, for the blocks: [batch, 6 · width]. */
  static final String STEERING = "steering";

  /** The text's tokens: [batch, keys, width]. */
  static final String TEXT = "text";

  /** Hides padding: [batch, 1, 1, keys]. */
  static final String TEXT_BIAS = "text_bias";

  private TransformerTape() {}

  /** Values that are called the same within a piece and on the tape. */
  static Map<String, String> same(Collection<String> names) {
    return names.stream().collect(Collectors.toMap(Function.identity(), Function.identity()));
  }

  /** A block, which takes {@link #TOKENS} and what steers it, and gives {@link #TOKENS}. */
  static Stage block(String kind, Consumer<NetworkBuilder> definition, String list, int index) {
    return new Stage.Compute(
        new Stage.Piece(kind, definition, List.of(TOKENS), List.of(TOKENS, STEERING, TEXT)),
        list + "." + index + ".",
        Map.of(TOKENS, TOKENS + index, STEERING, STEERING, TEXT, TEXT, TEXT_BIAS, TEXT_BIAS),
        Map.of(TOKENS, TOKENS + (index + 1)));
  }

  /** Declares latents: [batch] and the shape of a sample's. */
  static Operand<TFloat32> latents(NetworkBuilder builder, String name, Shape sample) {
    return builder.input(
        name, TFloat32.class, -1, sample.dim(0), sample.dim(1), sample.dim(2), sample.dim(3));
  }
}
