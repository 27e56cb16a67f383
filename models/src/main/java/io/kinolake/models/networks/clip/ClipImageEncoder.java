package io.kinolake.models.networks.clip;

import io.kinolake.models.engine.HalvedBatch;
import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.engine.TensorSpec;
import io.kinolake.models.graph.CheckedNetwork;
import io.kinolake.models.graph.FiniteCheck;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.image.ClipPreprocessing;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.weights.WeightSource;
import java.util.List;
import java.util.Map;
import org.tensorflow.types.TFloat32;

/** Embeds pictures with CLIP. Thread-safe; owns native memory until it is closed. */
public final class ClipImageEncoder implements AutoCloseable {
  private static final String IMAGES = "images";
  private static final String EMBEDDINGS = "embeddings";

  private final ClipPreprocessing preprocessing;
  private final TensorModel model;

  private ClipImageEncoder(ClipPreprocessing preprocessing, TensorModel model) {
    this.preprocessing = preprocessing;
    this.model = model;
  }

  /**
   * An encoder over a model that takes and gives what {@link #network} does, wherever it runs.
   *
   * @param model closed with the encoder
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if it is another model
   */
  public static ClipImageEncoder over(ClipConfig config, TensorModel model) {
    long size = config.vision().resolution();
    long channels = RgbImage.CHANNELS;
    model.require(
        "CLIP's picture side",
        List.of(new TensorSpec(IMAGES, DType.F32, List.of(-1L, channels, size, size))),
        List.of(new TensorSpec(EMBEDDINGS, DType.F32, List.of(-1L, (long) config.embedDim()))));
    return new ClipImageEncoder(new ClipPreprocessing(config.vision().resolution()), model);
  }

  /**
   * Builds the picture side and loads its parameters, in any layout that {@link ClipLayouts} knows;
   * the weights may be closed afterwards.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if they are not those of such a model,
   *     naming every difference
   */
  public static ClipImageEncoder load(
      NetworkOptions options, ClipConfig config, WeightSource weights) {
    return over(config, network(options, config, weights));
  }

  /**
   * The network alone: from {@code images}, F32 [n, 3, resolution, resolution] as {@link
   * #preprocessing} prepares them, to {@code embeddings}, F32 [n, embedDim].
   */
  public static TensorModel network(
      NetworkOptions options, ClipConfig config, WeightSource weights) {
    int size = config.vision().resolution();
    Network network =
        Network.open(
            options,
            ClipLayouts.visionOf(weights),
            weights,
            builder ->
                builder.output(
                    EMBEDDINGS,
                    ClipVision.features(
                        FiniteCheck.watched(builder).at("visual"),
                        config.vision(),
                        config.embedDim(),
                        builder.input(IMAGES, TFloat32.class, -1, RgbImage.CHANNELS, size, size))));
    return new HalvedBatch(new CheckedNetwork(network));
  }

  /** How pictures are prepared. */
  public ClipPreprocessing preprocessing() {
    return preprocessing;
  }

  /**
   * Embeds pictures of any sizes, at least one.
   *
   * @return F32 [pictures, embedDim], not scaled to length one
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_FINITE if the result holds NaN or
   *     infinity, naming the layer
   */
  public HostTensor encode(List<RgbImage> images) {
    return encode(preprocessing.batch(images));
  }

  /** As {@link #encode(List)}, with pictures that {@link #preprocessing} prepared. */
  public HostTensor encode(HostTensor prepared) {
    return model.run(Map.of(IMAGES, prepared), List.of(EMBEDDINGS)).get(EMBEDDINGS);
  }

  @Override
  public void close() {
    model.close();
  }
}
