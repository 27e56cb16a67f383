package io.kinolake.models.networks.llava;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.check.NetworkCheck;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.image.ClipPreprocessing;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.networks.llama.LlamaNetwork;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Checks folders of kind {@code llava}: a merged batch, generation and preprocessing. */
public final class LlavaCheck extends NetworkCheck {
  private static final String PIXELS = "pixel_values";
  private static final String LOGITS = "logits";
  private static final String IMAGE = "preprocess.image_u8_hwc";

  public LlavaCheck() {
    super("llava");
  }

  @Override
  protected Map<String, HostTensor> compute(GoldenFolder folder) {
    LlavaConfig config = LlavaConfigFile.read(folder.config());
    List<int[]> prompts = promptsOf(folder);
    HostTensor pixels = folder.tensor(PIXELS);
    MergedPrompts merged =
        MergedPrompts.of(prompts, pixels.shape().dim(0), config, config.vision().patches());
    Map<String, HostTensor> computed = new LinkedHashMap<>();
    computed.put(
        "mid.merged_attention_mask",
        HostTensor.integers(DType.I64, merged.visible().shape(), longs(merged.visible())));
    try (WeightSource weights = folder.openWeights()) {
      computed.putAll(logits(config, merged, pixels, weights));
      computed.put("generated_ids", generate(folder.config(), config, prompts, pixels, weights));
    }
    if (folder.has(IMAGE)) {
      preprocess(folder.tensor(IMAGE), config.vision().resolution(), computed);
    }
    return computed;
  }

  /** Rows of what fills a prompt up are of no meaning, so that their records differ by kind. */
  @Override
  protected HostTensor comparable(GoldenFolder folder, String name, HostTensor tensor) {
    if (!name.equals(LOGITS)) {
      return tensor;
    }
    LlavaConfig config = LlavaConfigFile.read(folder.config());
    HostTensor visible =
        MergedPrompts.of(
                promptsOf(folder),
                folder.tensor(PIXELS).shape().dim(0),
                config,
                config.vision().patches())
            .visible();
    float[] seen = visible.toFloats();
    float[] values = tensor.toFloats();
    int width = values.length / seen.length;
    for (int i = 0; i < values.length; i++) {
      values[i] *= seen[i / width];
    }
    return HostTensor.floats(tensor.shape(), values);
  }

  private static Map<String, HostTensor> logits(
      LlavaConfig config, MergedPrompts merged, HostTensor pixels, WeightSource weights) {
    try (Network network =
        Network.build(NetworkOptions.DEFAULT, builder -> define(builder, config))) {
      network.load(LlavaLayouts.of(weights).fit(weights, network.parameterShapes()));
      return network.run(
          Map.of(
              LlavaGraph.PIXELS,
              pixels,
              LlavaGraph.WORDS,
              merged.words(),
              LlavaGraph.WORD_MASK,
              merged.wordMask(),
              LlavaGraph.PATCHES,
              merged.patches(),
              LlavaGraph.VISIBLE,
              merged.visible()),
          network.outputNames());
    }
  }

  private static void define(NetworkBuilder builder, LlavaConfig config) {
    NetScope scope = builder.scopeWithOutputs("mid.");
    Operand<TFloat32> hidden =
        LlavaNetwork.read(
            scope, config, LlavaGraph.promptInputs(builder, config), (layer, keys, values) -> {});
    Operand<TFloat32> normed = LlamaNetwork.norm(scope, config.text(), hidden);
    builder.output(LOGITS, LlamaNetwork.logits(builder.scope(), config.text(), normed));
  }

  private static HostTensor generate(
      JsonNode json,
      LlavaConfig config,
      List<int[]> prompts,
      HostTensor pixels,
      WeightSource weights) {
    int count = json.path("greedy_tokens").asInt();
    try (Llava llava = Llava.load(NetworkOptions.DEFAULT, config, weights)) {
      long[] ids =
          llava.generate(prompts, pixels, count, -1).stream()
              .flatMapToInt(Arrays::stream)
              .asLongStream()
              .toArray();
      return HostTensor.integers(DType.I64, Shape.of(prompts.size(), count), ids);
    }
  }

  private static List<int[]> promptsOf(GoldenFolder folder) {
    HostTensor ids = folder.tensor("input_ids");
    long[] all = ids.toLongs();
    long[] mask = folder.tensor("attention_mask").toLongs();
    int length = Math.toIntExact(ids.shape().dim(1));
    List<int[]> prompts = new ArrayList<>();
    for (int from = 0; from < all.length; from += length) {
      int start = from;
      prompts.add(
          java.util.stream.IntStream.range(start, start + length)
              .filter(i -> mask[i] != 0)
              .map(i -> Math.toIntExact(all[i]))
              .toArray());
    }
    return prompts;
  }

  private static void preprocess(
      HostTensor image, int resolution, Map<String, HostTensor> computed) {
    ClipPreprocessing preprocessing = new ClipPreprocessing(resolution);
    RgbImage square = ClipPreprocessing.padded(RgbImage.of(image));
    computed.put("preprocess.square_u8_hwc", square.toTensor());
    computed.put("preprocess.resized_u8_hwc", preprocessing.crop(square).toTensor());
    computed.put(
        "preprocess.pixel_values",
        preprocessing
            .batch(List.of(square))
            .reshape(Shape.of(RgbImage.CHANNELS, resolution, resolution)));
  }

  private static long[] longs(HostTensor mask) {
    return Arrays.stream(mask.toDoubles()).mapToLong(value -> (long) value).toArray();
  }
}
