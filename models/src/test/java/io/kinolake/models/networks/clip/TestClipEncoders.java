package io.kinolake.models.networks.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.SharedFolder;
import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TestingWeights;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

class TestClipEncoders {
  private static final ClipConfig CONFIG =
      new ClipConfig(
          7, new ClipConfig.Vision(8, 4, 6, 2, 3, 10), new ClipConfig.Text(20, 9, 4, 2, 2, 5));
  private static final ClipConfig GOLDEN =
      new ClipConfig(
          24,
          new ClipConfig.Vision(224, 32, 48, 2, 3, 192),
          new ClipConfig.Text(100, 20, 32, 2, 4, 128));
  private static final List<RgbImage> IMAGES = List.of(image(8, 8), image(30, 12), image(5, 17));
  private static final List<int[]> TEXTS =
      List.of(new int[] {18, 3, 19}, new int[] {18, 1, 2, 3, 4, 5, 6, 7, 19});

  private final TestingWeights weights = openai();

  @Test
  void picturesAreEmbeddedAloneAsTogether() {
    try (ClipImageEncoder encoder =
        ClipImageEncoder.load(NetworkOptions.DEFAULT, CONFIG, weights)) {
      HostTensor together = encoder.encode(IMAGES);
      assertThat(together.shape()).isEqualTo(Shape.of(3, 7));
      for (int i = 0; i < IMAGES.size(); i++) {
        assertThat(Arrays.copyOfRange(together.toFloats(), 7 * i, 7 * i + 7))
            .containsExactly(encoder.encode(List.of(IMAGES.get(i))).toFloats(), within(1e-5f));
      }
    }
  }

  @Test
  void textsAreEmbeddedAloneAsTogether() {
    try (ClipTextEncoder encoder = ClipTextEncoder.load(NetworkOptions.DEFAULT, CONFIG, weights)) {
      HostTensor together = encoder.encode(TEXTS);
      assertThat(together.shape()).isEqualTo(Shape.of(2, 7));
      for (int i = 0; i < TEXTS.size(); i++) {
        assertThat(Arrays.copyOfRange(together.toFloats(), 7 * i, 7 * i + 7))
            .containsExactly(encoder.encode(List.of(TEXTS.get(i))).toFloats(), within(1e-5f));
      }
    }
  }

  @Test
  void weightsOfHuggingFaceGiveTheSame() {
    Map<String, HostTensor> renamed = new LinkedHashMap<>();
    weights.tensors().keySet().forEach(name -> convert(name, weights.tensor(name), renamed));
    TestingWeights huggingFace = new TestingWeights(renamed);
    assertThat(renamed)
        .containsKeys(
            "vision_model.encoder.layers.1.self_attn.q_proj.bias",
            "vision_model.pre_layrnorm.weight",
            "text_model.encoder.layers.0.mlp.fc2.weight",
            "text_model.final_layer_norm.bias");
    try (ClipImageEncoder one = ClipImageEncoder.load(NetworkOptions.DEFAULT, CONFIG, weights);
        ClipImageEncoder other =
            ClipImageEncoder.load(NetworkOptions.DEFAULT, CONFIG, huggingFace)) {
      assertThat(other.encode(IMAGES)).isEqualTo(one.encode(IMAGES));
    }
    try (ClipTextEncoder one = ClipTextEncoder.load(NetworkOptions.DEFAULT, CONFIG, weights);
        ClipTextEncoder other = ClipTextEncoder.load(NetworkOptions.DEFAULT, CONFIG, huggingFace)) {
      assertThat(other.encode(TEXTS)).isEqualTo(one.encode(TEXTS));
    }
  }

  @Test
  void aTensorOfNeitherSideIsUnexpected() {
    TestingWeights more = weights.with("adapter.weight", HostTensor.floats(Shape.of(1), 1));
    assertThatThrownBy(() -> ClipImageEncoder.load(NetworkOptions.DEFAULT, CONFIG, more))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("does not fit this network: 1 unexpected (adapter.weight);");
    assertThatThrownBy(() -> ClipTextEncoder.load(NetworkOptions.DEFAULT, CONFIG, more))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("does not fit this network: 1 unexpected (adapter.weight);");
  }

  @Test
  void matchesAreTheRecordedOnes() throws IOException {
    Path folder = SharedFolder.require("golden/clip_vit");
    try (GoldenFolder golden = GoldenFolder.open(folder);
        WeightSource recorded = golden.openWeights();
        ClipMatch network = ClipMatch.load(NetworkOptions.DEFAULT, GOLDEN, recorded)) {
      List<float[]> pictures = rows(golden.tensor("image_features"));
      List<int[]> texts =
          rows(golden.tensor("tokens").cast(DType.F32)).stream()
              .map(TestClipEncoders::toInts)
              .toList();
      List<float[]> logits = rows(golden.tensor("logits_per_image"));
      for (int picture = 0; picture < pictures.size(); picture++) {
        double[] matches =
            network.match(Collections.nCopies(texts.size(), pictures.get(picture)), texts);
        for (int text = 0; text < matches.length; text++) {
          assertThat(matches[text]).isCloseTo(logits.get(picture)[text], within(1e-4));
        }
      }
      assertThatThrownBy(() -> network.match(List.of(new float[7]), texts.subList(0, 1)))
          .hasMessageContaining("7 numbers");
      assertThatThrownBy(() -> network.match(List.of(new float[24]), texts.subList(0, 1)))
          .hasMessageContaining("an embedding is zero");
    }
  }

  @Test
  void whatIsNoTextIsRefused() {
    try (ClipTextEncoder encoder = ClipTextEncoder.load(NetworkOptions.DEFAULT, CONFIG, weights)) {
      assertRefused(encoder, List.of(), "there are 0 texts");
      assertRefused(encoder, List.of(new int[10]), "a text has 10 tokens, the most are 9");
      assertRefused(encoder, List.of(new int[] {20}), "token id 20");
    }
  }

  @Test
  void aBlockThatBreaksIsNamed() {
    String name = "visual.transformer.resblocks.1.mlp.c_fc.bias";
    float[] bias = weights.tensor(name).toFloats();
    bias[3] = Float.NaN;
    TestingWeights broken = weights.with(name, HostTensor.floats(Shape.of(bias.length), bias));
    try (ClipImageEncoder encoder = ClipImageEncoder.load(NetworkOptions.DEFAULT, CONFIG, broken)) {
      assertThatThrownBy(() -> encoder.encode(IMAGES))
          .isInstanceOf(KinolakeException.class)
          .hasMessageContaining("layer 'block1'");
    }
  }

  private static List<float[]> rows(HostTensor matrix) {
    float[] all = matrix.toFloats();
    int width = (int) matrix.shape().dim(1);
    List<float[]> rows = new ArrayList<>();
    for (int from = 0; from < all.length; from += width) {
      rows.add(Arrays.copyOfRange(all, from, from + width));
    }
    return rows;
  }

  private static int[] toInts(float[] values) {
    int[] ints = new int[values.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = (int) values[i];
    }
    return ints;
  }

  private static void assertRefused(ClipTextEncoder encoder, List<int[]> texts, String problem) {
    assertThatThrownBy(() -> encoder.encode(texts))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining(problem);
  }

  /** Writes a tensor as Hugging Face's conversion does: by its own table of names. */
  private static void convert(String name, HostTensor tensor, Map<String, HostTensor> to) {
    switch (name) {
      case "visual.proj" -> to.put("visual_projection.weight", transposed(tensor));
      case "text_projection" -> to.put("text_projection.weight", transposed(tensor));
      case "logit_scale" -> to.put(name, tensor);
      default -> {
        boolean visual = name.startsWith("visual.");
        String inner =
            (visual ? name.substring("visual.".length()) : name)
                .replace("transformer.resblocks", "encoder.layers")
                .replace("ln_1", "layer_norm1")
                .replace("ln_2", "layer_norm2")
                .replace("c_fc", "fc1")
                .replace("c_proj", "fc2")
                .replace("attn", "self_attn")
                .replace("conv1", "embeddings.patch_embedding")
                .replace("class_embedding", "embeddings.class_embedding")
                .replace("token_embedding", "embeddings.token_embedding")
                .replace("positional_embedding", "embeddings.position_embedding.weight")
                .replace("ln_pre", "pre_layrnorm")
                .replace("ln_post", "post_layernorm")
                .replace("ln_final", "final_layer_norm");
        put((visual ? "vision_model." : "text_model.") + inner, tensor, to);
      }
    }
  }

  private static void put(String name, HostTensor tensor, Map<String, HostTensor> to) {
    if (!name.contains("in_proj_")) {
      to.put(name, tensor);
      return;
    }
    float[] all = tensor.toFloats();
    long[] dims = tensor.shape().toArray();
    dims[0] /= 3;
    int part = all.length / 3;
    for (int i = 0; i < 3; i++) {
      to.put(
          name.replace("in_proj_", "qkv".charAt(i) + "_proj."),
          HostTensor.floats(Shape.of(dims), Arrays.copyOfRange(all, i * part, (i + 1) * part)));
    }
  }

  private static HostTensor transposed(HostTensor tensor) {
    int rows = (int) tensor.shape().dim(0);
    int columns = (int) tensor.shape().dim(1);
    float[] from = tensor.toFloats();
    float[] to = new float[from.length];
    for (int i = 0; i < to.length; i++) {
      to[i] = from[i % rows * columns + i / rows];
    }
    return HostTensor.floats(Shape.of(columns, rows), to);
  }

  private static TestingWeights openai() {
    try (Network network =
        Network.build(
            NetworkOptions.DEFAULT,
            builder -> {
              ClipVision.features(
                  builder.scope().at("visual"),
                  CONFIG.vision(),
                  CONFIG.embedDim(),
                  builder.input("images", TFloat32.class, -1, 3, 8, 8));
              ClipText.features(
                  builder.scope(),
                  CONFIG.text(),
                  CONFIG.embedDim(),
                  builder.input("tokens", TInt32.class, -1, 9));
            })) {
      return TestingWeights.random(network.parameterShapes(), 21, 0.4f)
          .with("logit_scale", HostTensor.floats(Shape.of(), 2));
    }
  }

  private static RgbImage image(int width, int height) {
    byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
    new Random(width).nextBytes(pixels);
    return new RgbImage(width, height, pixels);
  }
}
