package io.kinolake.udfs.feature;

import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.networks.TextEmbeddings;
import io.kinolake.models.networks.TextEncoder;
import io.kinolake.models.networks.t5.T5Config;
import io.kinolake.models.networks.t5.T5Network;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tokenizer.Encoding;
import io.kinolake.models.tokenizer.T5Tokenizer;
import io.kinolake.models.weights.ModelFolder;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.udfs.StageContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Embeddings of captions by T5's encoder, as Open-Sora 1.0 takes them. A caption is cut to so many
 * tokens, its end mark among them; only the valid ones are stored.
 *
 * @param model the folder of the published encoder with its {@code spiece.model}, such as
 *     DeepFloyd/t5-v1_1-xxl
 * @param tokens the most tokens of a caption
 */
public record T5Text(ModelFolder model, int tokens) implements TextEncoding {
  private static final long serialVersionUID = 1L;

  private static final int VERSION = 1;
  private static final String VOCABULARY = "spiece.model";

  @Override
  public String name() {
    return "t5";
  }

  @Override
  public Fingerprint digest() {
    return Fingerprint.of(name(), VERSION, model.digest(), tokens);
  }

  @Override
  public boolean usesModels() {
    return true;
  }

  @Override
  public Encoder open(StageContext context) {
    T5Tokenizer tokenizer = T5Tokenizer.read(model.file(VOCABULARY));
    tokenizer.requireEmbeddings(T5Config.of(model.config()).vocabulary());
    TextEncoder encoder = context.models().get(TextEncoder.class, digest(), () -> load(context));
    return new Encoder() {
      @Override
      public List<Map<String, HostTensor>> encode(List<String> captions) {
        return embed(captions, tokenizer, encoder);
      }

      @Override
      public void close() {} // the pool owns the model
    };
  }

  private TextEncoder load(StageContext context) {
    T5Config config = T5Config.of(model.config());
    Optional<TensorModel> served = context.served(name());
    if (served.isPresent()) {
      return T5Network.over(config, served.get());
    }
    try (WeightSource weights = model.openWeights()) {
      return T5Network.load(context.networkOptions(), config, weights);
    }
  }

  private List<Map<String, HostTensor>> embed(
      List<String> captions, T5Tokenizer tokenizer, TextEncoder encoder) {
    List<int[]> texts = new ArrayList<>();
    for (String caption : captions) {
      Encoding encoding = tokenizer.encode(caption, tokens);
      texts.add(
          encoding.ids().subList(0, encoding.valid()).stream()
              .mapToInt(Integer::intValue)
              .toArray());
    }
    TextEmbeddings embedded = encoder.encode(texts);
    float[] all = embedded.vectors().toFloats();
    int longest = Math.toIntExact(embedded.vectors().shape().dim(1));
    int width = Math.toIntExact(embedded.vectors().shape().dim(2));
    List<Map<String, HostTensor>> tensors = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      int start = i * longest * width;
      int valid = texts.get(i).length;
      float[] own = Arrays.copyOfRange(all, start, start + valid * width);
      tensors.add(
          Map.of(FeatureTensors.TEXT, HostTensor.rounded(DType.BF16, Shape.of(valid, width), own)));
    }
    return tensors;
  }
}
