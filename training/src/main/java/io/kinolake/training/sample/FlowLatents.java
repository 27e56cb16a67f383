package io.kinolake.training.sample;

import io.kinolake.models.diffusion.Denoiser;
import io.kinolake.models.diffusion.FlowSampler;
import io.kinolake.models.diffusion.FlowSchedule;
import io.kinolake.models.diffusion.Guidance;
import io.kinolake.models.diffusion.StepListener;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.networks.stepdit.StepDitNetwork;
import io.kinolake.models.networks.stepdit.StepDitPrompt;
import io.kinolake.models.networks.stepvideovae.I2vCondition;
import io.kinolake.models.random.TorchNormal;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.training.model.StepVideoVelocity;
import java.util.List;
import java.util.Optional;

/** Step-Video's transformer and flow. */
final class FlowLatents implements LatentSampler {
  private final StepDitConfig config;
  private final Checkpoint checkpoint;
  private final PerShape<FlowTransformer> network;

  /**
   * @param share this process's part of the transformer
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if it cannot be shared so
   */
  FlowLatents(
      StepDitConfig config, Checkpoint checkpoint, TransformerShare share, NetworkOptions options) {
    StepVideoVelocity shared = new StepVideoVelocity(config, share.split());
    this.config = config;
    this.checkpoint = checkpoint;
    this.network =
        new PerShape<>(
            size ->
                checkpoint.load(
                    weights ->
                        share.isWhole()
                            ? whole(config, size, options, weights)
                            : SharedTransformer.open(
                                shared,
                                latents(config, size),
                                options,
                                share.exchanges(),
                                weights)),
            FlowTransformer::close);
  }

  private static FlowTransformer whole(
      StepDitConfig config, PerShape.Size size, NetworkOptions options, WeightSource weights) {
    return new FlowTransformer.Whole(
        StepDitNetwork.open(config, size.frames(), size.height(), size.width(), options, weights));
  }

  private static Shape latents(StepDitConfig config, PerShape.Size size) {
    return Shape.of(size.frames(), config.inChannels(), size.height(), size.width());
  }

  @Override
  public Fingerprint digest() {
    return checkpoint.digest();
  }

  @Override
  public int patch() {
    return config.patch();
  }

  @Override
  public boolean takesImage() {
    return config.conditioned();
  }

  @Override
  public HostTensor sample(
      Conditions conditions,
      Shape shape,
      SampleSettings.Guide guide,
      long seed,
      StepListener listener) {
    FlowTransformer transformer = network.of(shape);
    boolean guided = Guidance.isNeeded(guide.guidance());
    List<EncodedText> texts =
        guided
            ? List.of(conditions.text(), conditions.negative().orElseThrow())
            : List.of(conditions.text());
    StepDitPrompt prompt = prompt(texts);
    Optional<StepDitNetwork.Image> image =
        conditions.image().map(first -> image(first, shape.dim(0), texts.size(), guide.motion()));
    Denoiser plain = (latents, time) -> transformer.velocity(latents, time, prompt, image);
    Denoiser denoiser =
        guided
            ? new Guidance(
                plain, guide.guidance(), Guidance.Order.TEXT_FIRST, Guidance.ALL_CHANNELS)
            : plain;
    FlowSchedule schedule =
        FlowSchedule.of(
            guide.steps(), guide.shift().orElse(1f), /* reverse= */ false, /* timestepFactor= */ 1);
    float[] noise = new TorchNormal(seed).draw(Math.toIntExact(shape.elements()));
    HostTensor start = TensorRows.stack(List.of(HostTensor.floats(shape, noise)));
    return TensorRows.row(new FlowSampler(schedule, denoiser).sample(start, listener), 0);
  }

  @Override
  public void close() {
    network.close();
  }

  private static StepDitPrompt prompt(List<EncodedText> texts) {
    int length = texts.stream().mapToInt(EncodedText::length).max().orElseThrow();
    return new StepDitPrompt(
        EncodedText.padded(texts, length),
        TensorRows.stack(texts.stream().map(EncodedText::clipFloats).toList()),
        EncodedText.mask(texts, length));
  }

  private static StepDitNetwork.Image image(HostTensor first, long frames, int rows, float motion) {
    HostTensor one = I2vCondition.padded(TensorRows.stack(List.of(first)), frames);
    return new StepDitNetwork.Image(rows == 1 ? one : TensorRows.concat(List.of(one, one)), motion);
  }
}
