package io.kinolake.models.networks.clip;

import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.check.NetworkCheck;
import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.image.ClipPreprocessing;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.nn.Norms;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Checks folders of kind {@code clip_vit}: preprocessing, both sides and their similarity. */
public final class ClipCheck extends NetworkCheck {
  private static final String IMAGES = "images";
  private static final String TOKENS = "tokens";

  public ClipCheck() {
    super("clip_vit");
  }

  @Override
  protected Map<String, HostTensor> compute(GoldenFolder folder) {
    ClipConfig config = ClipConfig.of(folder.config());
    Map<String, HostTensor> computed = new LinkedHashMap<>();
    HostTensor images = preprocess(folder, computed);
    HostTensor tokens = folder.tensor(TOKENS).cast(DType.I32);
    try (Network network =
            Network.build(NetworkOptions.DEFAULT, builder -> define(builder, config));
        WeightSource weights = folder.openWeights()) {
      network.load(weights);
      computed.putAll(network.run(Map.of(IMAGES, images, TOKENS, tokens), network.outputNames()));
    }
    return computed;
  }

  private static HostTensor preprocess(GoldenFolder folder, Map<String, HostTensor> computed) {
    ClipPreprocessing preprocessing = new ClipPreprocessing(folder.config().path("n_px").asInt());
    int size = preprocessing.size();
    List<RgbImage> images = new ArrayList<>();
    while (folder.has("image%d.u8_hwc".formatted(images.size()))) {
      String name = "image%d.".formatted(images.size());
      RgbImage image = RgbImage.of(folder.tensor(name + "u8_hwc"));
      images.add(image);
      computed.put(name + "resized_cropped_u8_hwc", preprocessing.crop(image).toTensor());
      computed.put(
          name + "preprocessed",
          preprocessing.batch(List.of(image)).reshape(Shape.of(RgbImage.CHANNELS, size, size)));
    }
    return preprocessing.batch(images);
  }

  private static void define(NetworkBuilder builder, ClipConfig config) {
    Ops tf = builder.tf();
    int size = config.vision().resolution();
    Operand<TFloat32> images = builder.input(IMAGES, TFloat32.class, -1, 3, size, size);
    Operand<TInt32> tokens = builder.input(TOKENS, TInt32.class, -1, config.text().context());
    Operand<TFloat32> picture =
        ClipVision.features(
            tapped(builder, "mid.visual.").at("visual"),
            config.vision(),
            config.embedDim(),
            images);
    Operand<TFloat32> text =
        ClipText.features(tapped(builder, "mid.text."), config.text(), config.embedDim(), tokens);
    builder.output("image_features", picture);
    builder.output("text_features", text);
    Operand<TFloat32> scale = tf.math.exp(builder.scope().vector("logit_scale"));
    builder.output(
        "logits_per_image",
        tf.math.mul(
            scale,
            tf.linalg.matMul(
                Norms.unit(tf, picture), Norms.unit(tf, text), MatMul.transposeB(true))));
  }

  /** Records of blocks have the sequence first. */
  private static NetScope tapped(NetworkBuilder builder, String prefix) {
    return builder
        .scope()
        .with(
            (name, value) -> {
              if (name.startsWith("block")) {
                builder.output(
                    prefix + name + "_lnd", Dimensions.transpose(builder.tf(), value, 1, 0, 2));
              } else {
                builder.output(prefix + name, value);
              }
            });
  }
}
