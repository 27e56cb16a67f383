package io.kinolake.training.sample;

import io.kinolake.models.diffusion.Denoiser;
import io.kinolake.models.diffusion.Guidance;
import io.kinolake.models.diffusion.IddpmSampler;
import io.kinolake.models.diffusion.IddpmSchedule;
import io.kinolake.models.diffusion.NoiseSource;
import io.kinolake.models.diffusion.StepListener;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.stdit.StditConfig;
import io.kinolake.models.networks.stdit.StditNetwork;
import io.kinolake.models.random.TorchNormal;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.Fingerprint;
import java.util.List;

/** Open-Sora's transformer and diffusion. Its own null caption is what guidance leads away from. */
final class DiffusionLatents implements LatentSampler {
  /** Open-Sora 1.0 guides three of its four channels; other models are guided in all. */
  private static final int OPEN_SORA_CHANNELS = 4;

  private final StditConfig config;
  private final Checkpoint checkpoint;
  private final PerShape<StditNetwork> network;

  DiffusionLatents(StditConfig config, Checkpoint checkpoint, NetworkOptions options) {
    this.config = config;
    this.checkpoint = checkpoint;
    this.network =
        new PerShape<>(
            shape ->
                checkpoint.load(
                    weights ->
                        StditNetwork.open(
                            config,
                            shape.frames(),
                            shape.height(),
                            shape.width(),
                            options,
                            weights)),
            StditNetwork::close);
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
    return false;
  }

  @Override
  public HostTensor sample(
      Conditions conditions,
      Shape shape,
      SampleSettings.Guide guide,
      long seed,
      StepListener listener) {
    StditNetwork transformer = network.of(shape);
    List<EncodedText> text = List.of(conditions.text());
    StditNetwork.Prompt prompt =
        new StditNetwork.Prompt(
            EncodedText.padded(text, config.captionLength()),
            EncodedText.mask(text, config.captionLength()));
    Denoiser denoiser =
        Guidance.isNeeded(guide.guidance())
            ? transformer.guided(prompt, guide.guidance(), guidedChannels())
            : (latents, step) -> transformer.predict(latents, step, prompt, false);
    TorchNormal random = new TorchNormal(seed);
    NoiseSource source = (step, count) -> random.draw(count);
    float[] noise = random.draw(Math.toIntExact(shape.elements()));
    HostTensor start =
        HostTensor.floats(
            Shape.of(1, shape.dim(1), shape.dim(0), shape.dim(2), shape.dim(3)), noise);
    IddpmSchedule schedule = IddpmSchedule.training().respaced(guide.steps());
    return framesFirst(
        shape, new IddpmSampler(schedule, denoiser, source).sample(start, listener).toFloats());
  }

  @Override
  public void close() {
    network.close();
  }

  private int guidedChannels() {
    return config.channels() == OPEN_SORA_CHANNELS
        ? StditNetwork.GUIDED_CHANNELS
        : config.channels();
  }

  /** From [channels, frames, ...] to [frames, channels, ...]. */
  private static HostTensor framesFirst(Shape shape, float[] values) {
    int frames = Math.toIntExact(shape.dim(0));
    int channels = Math.toIntExact(shape.dim(1));
    int plane = values.length / frames / channels;
    float[] turned = new float[values.length];
    for (int frame = 0; frame < frames; frame++) {
      for (int channel = 0; channel < channels; channel++) {
        System.arraycopy(
            values,
            (channel * frames + frame) * plane,
            turned,
            (frame * channels + channel) * plane,
            plane);
      }
    }
    return HostTensor.floats(shape, turned);
  }
}
