package io.kinolake.models.networks.llava;

import io.kinolake.models.graph.FiniteCheck;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.networks.llama.LlamaConfig;
import io.kinolake.models.networks.llama.LlamaNetwork;
import io.kinolake.models.nn.Attention;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The two graphs of generation, over the same parameters. {@link #PROMPT} reads prompts and leaves
 * keys and values of every block; {@link #STEP} reads one more token of each. The prompts' keys and
 * values are only ever read; those of generated tokens, which are few, are appended to.
 */
final class LlavaGraph {
  static final String PROMPT = "prompt";
  static final String STEP = "step";

  static final String PIXELS = "pixels";
  static final String WORDS = "words";
  static final String WORD_MASK = "word_mask";
  static final String PATCHES = "patches";
  static final String VISIBLE = "visible";
  static final String LAST = "last";
  static final String TOKEN = "token";
  static final String POSITION = "position";

  private final NetworkBuilder builder;
  private final LlavaConfig config;

  private LlavaGraph(NetworkBuilder builder, LlavaConfig config) {
    this.builder = builder;
    this.config = config;
  }

  static void define(NetworkBuilder builder, LlavaConfig config) {
    LlavaGraph graph = new LlavaGraph(builder, config);
    graph.prompt();
    graph.step();
  }

  /** The output with the ids of the likeliest next tokens: I32 [batch]. */
  static String next(String graph) {
    return graph + ".next";
  }

  /** The output that tells whether all scores are finite. */
  static String finite(String graph) {
    return graph + ".finite";
  }

  /** The outputs with keys and values of the tokens that a graph has read, block by block. */
  static List<String> memory(String graph, LlamaConfig config) {
    List<String> names = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      names.add(keys(graph, layer));
      names.add(values(graph, layer));
    }
    return names;
  }

  /** The input of {@link #STEP} that takes an output named in {@link #memory}. */
  static String earlier(String memory) {
    return "earlier." + memory;
  }

  static LlavaNetwork.Prompt promptInputs(NetworkBuilder builder, LlavaConfig config) {
    int size = config.vision().resolution();
    return new LlavaNetwork.Prompt(
        builder.input(PIXELS, TFloat32.class, -1, 3, size, size),
        builder.input(WORDS, TInt32.class, -1, -1),
        builder.input(WORD_MASK, TFloat32.class, -1, -1),
        builder.input(PATCHES, TInt32.class, -1, -1),
        builder.input(VISIBLE, TFloat32.class, -1, -1));
  }

  private void prompt() {
    NetScope scope = FiniteCheck.watched(builder, PROMPT);
    Operand<TFloat32> hidden =
        LlavaNetwork.read(
            scope,
            config,
            promptInputs(builder, config),
            (layer, keys, values) -> {
              builder.output(keys(PROMPT, layer), keys);
              builder.output(values(PROMPT, layer), values);
            });
    Operand<TInt32> last = builder.input(LAST, TInt32.class, -1);
    finish(
        scope,
        PROMPT,
        builder.tf().gather(hidden, last, builder.tf().constant(1), Gather.batchDims(1L)));
  }

  private void step() {
    Ops tf = builder.tf();
    NetScope scope = FiniteCheck.watched(builder, STEP);
    Operand<TInt32> token = builder.input(TOKEN, TInt32.class, -1, 1);
    Operand<TInt32> position = builder.input(POSITION, TInt32.class, -1, 1);
    Optional<Operand<TFloat32>> hidden =
        Optional.of(Attention.keyBias(tf, builder.input(earlier(VISIBLE), TFloat32.class, -1, -1)));
    Operand<TFloat32> read =
        LlamaNetwork.run(
            scope,
            config.text(),
            LlamaNetwork.embed(scope, config.text(), token),
            position,
            (layer, keys, values) ->
                List.of(
                    new Attention.Seen(
                        earlierInput(keys(PROMPT, layer)),
                        earlierInput(values(PROMPT, layer)),
                        hidden),
                    new Attention.Seen(
                        appended(keys(STEP, layer), keys),
                        appended(values(STEP, layer), values),
                        Optional.empty())));
    finish(scope, STEP, tf.squeeze(read, org.tensorflow.op.core.Squeeze.axis(List.of(1L))));
  }

  private Operand<TFloat32> appended(String name, Operand<TFloat32> added) {
    Operand<TFloat32> all =
        builder.tf().concat(List.of(earlierInput(name), added), builder.tf().constant(2));
    builder.output(name, all);
    return all;
  }

  private Operand<TFloat32> earlierInput(String name) {
    LlamaConfig text = config.text();
    return builder.input(earlier(name), TFloat32.class, -1, text.groups(), -1, text.headSize());
  }

  /** The likeliest next tokens after {@code hidden} [batch, width]. */
  private void finish(NetScope scope, String graph, Operand<TFloat32> hidden) {
    Ops tf = builder.tf();
    Operand<TFloat32> normed = LlamaNetwork.norm(scope, config.text(), hidden);
    Operand<TFloat32> logits = LlamaNetwork.logits(scope, config.text(), normed);
    builder.output(next(graph), tf.math.argMax(logits, tf.constant(-1), TInt32.class));
    builder.output(finite(graph), FiniteCheck.allFinite(tf, logits));
  }

  private static String keys(String graph, int layer) {
    return "%s.keys.%d".formatted(graph, layer);
  }

  private static String values(String graph, int layer) {
    return "%s.values.%d".formatted(graph, layer);
  }
}
