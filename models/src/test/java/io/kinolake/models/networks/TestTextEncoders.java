package io.kinolake.models.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.graph.Precision;
import io.kinolake.models.networks.bert.BertConfig;
import io.kinolake.models.networks.bert.BertNetwork;
import io.kinolake.models.networks.stepllm.StepLlmConfig;
import io.kinolake.models.networks.stepllm.StepLlmNetwork;
import io.kinolake.models.networks.t5.DistanceBuckets;
import io.kinolake.models.networks.t5.T5Config;
import io.kinolake.models.networks.t5.T5Network;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TestingWeights;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every encoder of texts. */
class TestTextEncoders {
  private static final List<int[]> TEXTS =
      List.of(new int[] {1, 7, 3, 2}, new int[] {5}, new int[] {9, 4, 4, 6, 8, 2, 1});

  interface Loader {
    TextEncoder load(NetworkOptions options, WeightSource weights);
  }

  record Case(String name, Loader loader, String parameter, String layer, WeightSource weights) {
    @Override
    public String toString() {
      return name;
    }

    TextEncoder load(NetworkOptions options) {
      return loader.load(options, weights);
    }

    TextEncoder load() {
      return load(NetworkOptions.DEFAULT);
    }
  }

  static Stream<Case> cases() {
    return Stream.of(t5(), bert(), stepLlm());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aTextMeansTheSameAloneAndAmongOthers(Case given) {
    try (TextEncoder encoder = given.load()) {
      TextEmbeddings together = encoder.encode(TEXTS, 9);
      assertThat(together.vectors().shape().toArray()).startsWith(3, 9);
      int width = Math.toIntExact(together.vectors().shape().dim(2));
      float[] all = together.vectors().toFloats();
      for (int i = 0; i < TEXTS.size(); i++) {
        float[] alone = encoder.encode(List.of(TEXTS.get(i))).vectors().toFloats();
        assertThat(alone).hasSize(TEXTS.get(i).length * width);
        float[] among = Arrays.copyOfRange(all, i * 9 * width, i * 9 * width + alone.length);
        assertThat(among).containsExactly(alone, within(2e-5f));
      }
      assertThat(together.visible().toFloats())
          .startsWith(1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 0)
          .endsWith(1, 0, 0);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void narrowProductsGiveNearlyTheSame(Case given) {
    try (TextEncoder exact = given.load();
        TextEncoder narrow = given.load(new NetworkOptions(Precision.BFLOAT16, 0))) {
      float[] expected = exact.encode(TEXTS).vectors().toFloats();
      float[] found = narrow.encode(TEXTS).vectors().toFloats();
      double error = 0;
      double size = 0;
      for (int i = 0; i < expected.length; i++) {
        error += Math.pow(found[i] - expected[i], 2);
        size += Math.pow(expected[i], 2);
      }
      assertThat(Math.sqrt(error / size)).isBetween(1e-5, 0.05);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsNoTextForTheNetworkIsRefused(Case given) {
    try (TextEncoder encoder = given.load()) {
      assertRefused(encoder, List.of(), "0 texts");
      assertRefused(encoder, List.of(new int[0]), "filled up to 0 tokens");
      assertRefused(encoder, List.of(new int[] {1, 11}), "Token id 11");
      assertRefused(encoder, List.of(new int[] {-1}), "Token id -1");
      assertThatThrownBy(() -> encoder.encode(TEXTS, 6))
          .isInstanceOf(KinolakeException.class)
          .hasMessageContaining("A text of 7 tokens was to be filled up to 6");
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aLayerThatBreaksIsNamed(Case given) {
    Shape shape = given.weights().tensors().get(given.parameter()).shape();
    float[] values = new float[Math.toIntExact(shape.elements())];
    values[0] = Float.NaN;
    WeightSource broken =
        ((TestingWeights) given.weights())
            .with(given.parameter(), HostTensor.floats(shape, values));
    try (TextEncoder encoder = given.loader().load(NetworkOptions.DEFAULT, broken)) {
      assertThatThrownBy(() -> encoder.encode(TEXTS))
          .isInstanceOfSatisfying(
              KinolakeException.class,
              e -> assertThat(e.failure().code()).isEqualTo(FailureCode.NOT_FINITE))
          .hasMessageContaining("layer '%s'", given.layer());
    }
  }

  @Test
  void everyParameterThatIsMissingIsNamed() {
    Case given = t5();
    assertThatThrownBy(
            () -> given.loader().load(NetworkOptions.DEFAULT, new TestingWeights(Map.of())))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("test weights")
        .hasMessageContaining("shared.weight")
        .hasMessageContaining("encoder.final_layer_norm.weight");
  }

  @Test
  void theTableOfWordsMayBearTheEncodersName() {
    assertSameUnderNames(t5(), name -> name.replace("shared.", "encoder.embed_tokens."));
  }

  @Test
  void bertMayLieWithinAModelAndBeOld() {
    assertSameUnderNames(bert(), name -> "bert." + name);
    assertSameUnderNames(
        bert(),
        name ->
            name.replace("LayerNorm.weight", "LayerNorm.gamma")
                .replace("LayerNorm.bias", "LayerNorm.beta"));
  }

  private static void assertSameUnderNames(Case given, UnaryOperator<String> names) {
    Map<String, HostTensor> renamed = new LinkedHashMap<>();
    given
        .weights()
        .tensors()
        .keySet()
        .forEach(name -> renamed.put(names.apply(name), given.weights().tensor(name)));
    try (TextEncoder one = given.load();
        TextEncoder other =
            given.loader().load(NetworkOptions.DEFAULT, new TestingWeights(renamed))) {
      assertThat(other.encode(TEXTS).vectors()).isEqualTo(one.encode(TEXTS).vectors());
    }
  }

  private static void assertRefused(TextEncoder encoder, List<int[]> texts, String problem) {
    assertThatThrownBy(() -> encoder.encode(texts))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining(problem);
  }

  private static Case bert() {
    BertConfig config = new BertConfig(11, 10, 2, 6, 8, 2, 3, 1e-12f);
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("embeddings.word_embeddings.weight", Shape.of(11, 6));
    shapes.put("embeddings.position_embeddings.weight", Shape.of(10, 6));
    shapes.put("embeddings.token_type_embeddings.weight", Shape.of(2, 6));
    affine(shapes, "embeddings.LayerNorm", Shape.of(6), 6);
    for (int i = 0; i < 2; i++) {
      String layer = "encoder.layer." + i + ".";
      for (String name : List.of("self.query", "self.key", "self.value", "output.dense")) {
        affine(shapes, layer + "attention." + name, Shape.of(6, 6), 6);
      }
      affine(shapes, layer + "attention.output.LayerNorm", Shape.of(6), 6);
      affine(shapes, layer + "intermediate.dense", Shape.of(8, 6), 8);
      affine(shapes, layer + "output.dense", Shape.of(6, 8), 6);
      affine(shapes, layer + "output.LayerNorm", Shape.of(6), 6);
    }
    return new Case(
        "bert",
        (options, weights) -> BertNetwork.load(options, config, weights),
        "encoder.layer.1.intermediate.dense.weight",
        "layer1",
        TestingWeights.random(shapes, 12, 0.5f));
  }

  private static void affine(Map<String, Shape> shapes, String name, Shape weight, int outputs) {
    shapes.put(name + ".weight", weight);
    shapes.put(name + ".bias", Shape.of(outputs));
  }

  private static Case stepLlm() {
    StepLlmConfig config = new StepLlmConfig(11, 12, 7, 2, 6, 2, 1e-5f);
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("tok_embeddings.word_embeddings.weight", Shape.of(11, 12));
    for (int i = 0; i < 2; i++) {
      String layer = "transformer.layers." + i + ".";
      shapes.put(layer + "attention.wqkv.weight", Shape.of(12 + 2 * 2 * 2, 12));
      shapes.put(layer + "attention.wo.weight", Shape.of(12, 12));
      shapes.put(layer + "feed_forward.w1.weight", Shape.of(512, 12));
      shapes.put(layer + "feed_forward.w2.weight", Shape.of(12, 256));
      shapes.put(layer + "attention_norm.weight", Shape.of(12));
      shapes.put(layer + "ffn_norm.weight", Shape.of(12));
    }
    return new Case(
        "step_llm",
        (options, weights) -> StepLlmNetwork.load(options, config, weights),
        "transformer.layers.1.feed_forward.w1.weight",
        "layer1.ffn_w1",
        TestingWeights.random(shapes, 13, 0.3f));
  }

  private static Case t5() {
    T5Config config = new T5Config(11, 6, 4, 10, 2, 3, new DistanceBuckets(8, 5), 1e-6f);
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("shared.weight", Shape.of(11, 6));
    shapes.put("encoder.final_layer_norm.weight", Shape.of(6));
    shapes.put(
        "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight", Shape.of(8, 3));
    for (int i = 0; i < 2; i++) {
      String block = "encoder.block." + i + ".layer.";
      for (String name : List.of("q", "k", "v")) {
        shapes.put(block + "0.SelfAttention." + name + ".weight", Shape.of(12, 6));
      }
      shapes.put(block + "0.SelfAttention.o.weight", Shape.of(6, 12));
      shapes.put(block + "0.layer_norm.weight", Shape.of(6));
      shapes.put(block + "1.layer_norm.weight", Shape.of(6));
      shapes.put(block + "1.DenseReluDense.wi_0.weight", Shape.of(10, 6));
      shapes.put(block + "1.DenseReluDense.wi_1.weight", Shape.of(10, 6));
      shapes.put(block + "1.DenseReluDense.wo.weight", Shape.of(6, 10));
    }
    return new Case(
        "t5",
        (options, weights) -> T5Network.load(options, config, weights),
        "encoder.block.1.layer.0.SelfAttention.v.weight",
        "block1.selfattn_sublayer",
        TestingWeights.random(shapes, 11, 0.5f));
  }
}
