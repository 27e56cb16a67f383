package io.kinolake.models.networks.llava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.graph.Precision;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.networks.clip.ClipConfig;
import io.kinolake.models.networks.llama.LlamaConfig;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TestingWeights;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TestLlava {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NO_END = -1;
  private static final int MOST = 12;
  private static final LlavaConfig CONFIG =
      new LlavaConfig(
          new ClipConfig.Vision(8, 4, 6, 3, 2, 10),
          2,
          2,
          new LlamaConfig(40, 24, 20, 3, 6, 2, 1e-5f, 10000),
          LlavaConfig.IMAGE_TOKEN);
  private static final int IMAGE = CONFIG.imageToken();

  private static final TestingWeights WEIGHTS = original();

  private static Llava llava;

  @BeforeAll
  static void load() {
    llava = Llava.load(NetworkOptions.DEFAULT, CONFIG, WEIGHTS);
  }

  @AfterAll
  static void close() {
    llava.close();
  }

  private static final List<LlavaPrompt> PROMPTS =
      List.of(
          new LlavaPrompt(new int[] {1, 5, IMAGE, 9, 12, 3}, List.of(image(10, 7, 1))),
          new LlavaPrompt(new int[] {1, 30, 31}, List.of()),
          new LlavaPrompt(
              new int[] {IMAGE, 2, IMAGE, 17}, List.of(image(8, 8, 2), image(3, 20, 3))));

  @Test
  void whatIsRememberedGivesTheSameAnswersAsReadingAllAgain() {
    for (LlavaPrompt prompt : PROMPTS) {
      int[] remembered = llava.generate(List.of(prompt), MOST, NO_END).get(0);
      assertThat(remembered).isEqualTo(readingAllAgain(prompt));
    }
  }

  @Test
  void promptsOfDifferentLengthsDoNotDisturbEachOther() {
    List<int[]> together = llava.generate(PROMPTS, MOST, NO_END);
    assertThat(together).hasSize(PROMPTS.size());
    for (int i = 0; i < PROMPTS.size(); i++) {
      assertThat(together.get(i))
          .hasSize(MOST)
          .isEqualTo(llava.generate(List.of(PROMPTS.get(i)), MOST, NO_END).get(0));
    }
  }

  @Test
  void anAnswerStopsBeforeItsEnd() {
    List<int[]> whole = llava.generate(PROMPTS, MOST, NO_END);
    int end = whole.get(0)[4];
    List<int[]> answers = llava.generate(PROMPTS, MOST, end);
    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i))
          .isEqualTo(Arrays.stream(whole.get(i)).takeWhile(id -> id != end).toArray());
    }
    assertThat(answers.get(0)).hasSizeLessThan(5);
    assertThat(llava.generate(PROMPTS, 0, end)).allMatch(answer -> answer.length == 0);
  }

  @Test
  void severalThreadsCanAskAtOnce() {
    List<int[]> alone = llava.generate(PROMPTS, MOST, NO_END);
    List<List<int[]>> atOnce =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(i -> llava.generate(PROMPTS, MOST, NO_END))
            .toList();
    for (List<int[]> each : atOnce) {
      assertThat(each.toArray()).isEqualTo(alone.toArray());
    }
  }

  @Test
  void narrowProductsGenerateToo() {
    try (Llava narrow = Llava.load(new NetworkOptions(Precision.BFLOAT16, 0), CONFIG, WEIGHTS)) {
      assertThat(narrow.generate(PROMPTS, MOST, NO_END))
          .allSatisfy(answer -> assertThat(answer).hasSize(MOST).doesNotContain(-1));
    }
  }

  @Test
  void whatIsNoPromptIsRefused() {
    assertRefused(new int[0], List.of(), "none may be empty");
    assertRefused(new int[] {1, 40}, List.of(), "token id 40 is outside");
    assertRefused(new int[] {1, -1}, List.of(), "token id -1 is outside");
    assertRefused(new int[] {1, IMAGE}, List.of(), "0 pictures has 1 places");
    assertRefused(new int[] {1}, List.of(image(4, 4, 1)), "1 pictures has 0 places");
    assertThatThrownBy(() -> llava.generate(List.of(), MOST, NO_END))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("there must be prompts");
  }

  @Test
  void aLayerThatBreaksIsNamed() {
    assertBreaks("model.layers.1.mlp.up_proj.weight", Float.NaN, "hidden_states2");
    assertBreaks("model.mm_projector.2.bias", Float.POSITIVE_INFINITY, "projected");
    assertBreaks("lm_head.weight", Float.NaN, "its last layer");
  }

  @Test
  void aLayerThatBreaksOnlyOnceAnswersAreUnderWayIsNamed() {
    int[] ids = {1, 2, 3};
    int first = llava.generate(List.of(new LlavaPrompt(ids, List.of())), 1, NO_END).get(0)[0];
    assertThat(ids).doesNotContain(first);
    float[] table = WEIGHTS.tensor("model.embed_tokens.weight").toFloats();
    table[first * CONFIG.text().width()] = Float.NaN;
    TestingWeights broken =
        WEIGHTS.with(
            "model.embed_tokens.weight",
            HostTensor.floats(WEIGHTS.tensor("model.embed_tokens.weight").shape(), table));
    try (Llava unsound = Llava.load(NetworkOptions.DEFAULT, CONFIG, broken)) {
      assertThatThrownBy(
              () -> unsound.generate(List.of(new LlavaPrompt(ids, List.of())), 3, NO_END))
          .isInstanceOf(KinolakeException.class)
          .hasMessageContaining("layer 'hidden_states0'");
    }
  }

  @Test
  void convertedWeightsGiveTheSameAnswers() {
    try (Llava other = Llava.load(NetworkOptions.DEFAULT, CONFIG, converted())) {
      assertThat(other.generate(PROMPTS, MOST, NO_END).toArray())
          .isEqualTo(llava.generate(PROMPTS, MOST, NO_END).toArray());
    }
  }

  @Test
  void sizesAreToldFromTheWeightsAndThePublishedConfiguration() throws IOException {
    String text = "\"num_attention_heads\": 6, \"rms_norm_eps\": 1e-05, \"hidden_act\": \"silu\"";
    JsonNode hf =
        JSON.readTree(
            "{\"text_config\": {%s}, \"vision_config\": {\"num_attention_heads\": 2}}"
                .formatted(text));
    assertThat(LlavaSizes.of(hf, converted())).isEqualTo(CONFIG);
    LlavaConfig original = LlavaSizes.of(JSON.readTree("{%s}".formatted(text)), WEIGHTS);
    assertThat(original.text()).isEqualTo(CONFIG.text());
    assertThat(original.projectorLayers()).isEqualTo(2);
    assertThat(original.visionLayers()).isEqualTo(2);
    assertThat(original.vision().patches()).isEqualTo(CONFIG.vision().patches());
  }

  @Test
  void weightsWithoutATowerAreNoWholeModel() {
    assertThatThrownBy(() -> LlavaSizes.of(JSON.createObjectNode(), new TestingWeights(Map.of())))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("holds no LLaVA model");
  }

  private static TestingWeights converted() {
    Map<String, HostTensor> converted = new LinkedHashMap<>();
    WEIGHTS
        .tensors()
        .keySet()
        .forEach(name -> converted.put(convertedName(name), WEIGHTS.tensor(name)));
    return new TestingWeights(converted);
  }

  private void assertBreaks(String parameter, float value, String layer) {
    HostTensor tensor = WEIGHTS.tensor(parameter);
    float[] values = tensor.toFloats();
    values[0] = value;
    TestingWeights broken = WEIGHTS.with(parameter, HostTensor.floats(tensor.shape(), values));
    try (Llava unsound = Llava.load(NetworkOptions.DEFAULT, CONFIG, broken)) {
      assertThatThrownBy(() -> unsound.generate(PROMPTS, MOST, NO_END))
          .isInstanceOfSatisfying(
              KinolakeException.class,
              e -> assertThat(e.failure().code()).isEqualTo(FailureCode.NOT_FINITE))
          .hasMessageContaining(layer);
    }
  }

  private static int[] readingAllAgain(LlavaPrompt prompt) {
    List<Integer> ids = new ArrayList<>(prompt.ids().boxed().toList());
    int[] answer = new int[MOST];
    for (int i = 0; i < MOST; i++) {
      int[] soFar = ids.stream().mapToInt(Integer::intValue).toArray();
      answer[i] =
          llava.generate(List.of(new LlavaPrompt(soFar, prompt.images())), 1, NO_END).get(0)[0];
      ids.add(answer[i]);
    }
    return answer;
  }

  private static void assertRefused(int[] ids, List<RgbImage> images, String problem) {
    assertThatThrownBy(() -> llava.generate(List.of(new LlavaPrompt(ids, images)), MOST, NO_END))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining(problem);
  }

  private static String convertedName(String name) {
    return name.startsWith("model.vision_tower.vision_tower.")
        ? name.substring("model.vision_tower.".length())
        : name.replace("model.mm_projector.0.", "multi_modal_projector.linear_1.")
            .replace("model.mm_projector.2.", "multi_modal_projector.linear_2.")
            .replaceFirst("^(model\\.|lm_head)", "language_model.$1");
  }

  /** Weights of all that the file of such a model has, also of what is not used. */
  private static TestingWeights original() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    try (Network network =
        Network.build(NetworkOptions.DEFAULT, builder -> LlavaGraph.define(builder, CONFIG))) {
      network
          .parameterShapes()
          .forEach(
              (name, shape) ->
                  shapes.putAll(
                      LlavaLayouts.of(new TestingWeights(Map.of()))
                          .origins()
                          .apply(name)
                          .parts(shape)));
    }
    String tower = "model.vision_tower.vision_tower.vision_model.";
    shapes.put(tower + "post_layernorm.weight", Shape.of(6));
    shapes.put(tower + "encoder.layers.2.layer_norm1.weight", Shape.of(6));
    return TestingWeights.random(shapes, 5, 0.7f);
  }

  private static RgbImage image(int width, int height, long seed) {
    byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
    new Random(seed).nextBytes(pixels);
    return new RgbImage(width, height, pixels);
  }
}
