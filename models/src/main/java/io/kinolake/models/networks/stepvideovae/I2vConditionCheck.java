package io.kinolake.models.networks.stepvideovae;

import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.check.NetworkCheck;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.vae.Posterior;
import io.kinolake.models.random.TorchNormal;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.models.weights.WeightSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks folders of kind {@code stepvideo_i2v_cond}: a noisy first frame to its condition. */
public final class I2vConditionCheck extends NetworkCheck {

  public I2vConditionCheck() {
    super("stepvideo_i2v_cond");
  }

  @Override
  protected Map<String, HostTensor> compute(GoldenFolder folder) {
    StepVideoVaeConfig config = StepVideoVaeConfig.of(folder.config().path("vae"));
    Map<String, HostTensor> computed = new LinkedHashMap<>();
    try (WeightSource weights = folder.openWeights();
        StepVideoVae vae = StepVideoVae.loadEncoder(config, weights, NetworkOptions.DEFAULT)) {
      HostTensor video = StepVideoVaeCheck.pixels(folder.tensor("video_u8"));
      I2vCondition condition = new I2vCondition(vae);
      HostTensor noisy =
          I2vCondition.noisy(
              StepVideoVaeCheck.frames(video, 0, 1),
              folder.tensor("log_sigma"),
              folder.tensor("image_noise"));
      Posterior image = condition.encode(noisy);
      HostTensor latents = sampled(vae.encode(video), folder.config().path("seed").asLong());
      computed.put("noisy_image", noisy);
      computed.put("noisy_image.moments", moments(image));
      computed.put("video_latents", latents);
      computed.put(
          "image_latents",
          I2vCondition.padded(image.sample(folder.tensor("eps")), latents.shape().dim(1)));
    }
    return computed;
  }

  /** The record of the video's latent was drawn from a seed. */
  private static HostTensor sampled(Posterior posterior, long seed) {
    Shape shape = posterior.mean().shape();
    float[] noise = new TorchNormal(seed).draw(Math.toIntExact(shape.elements()));
    return posterior.sample(HostTensor.floats(shape, noise));
  }

  /** Means, then logarithms of variances along the channels. */
  private static HostTensor moments(Posterior posterior) {
    List<HostTensor> samples = new ArrayList<>();
    for (long i = 0; i < posterior.mean().shape().dim(0); i++) {
      List<HostTensor> frames = new ArrayList<>();
      HostTensor mean = TensorRows.row(posterior.mean(), i);
      HostTensor logvar = TensorRows.row(posterior.logvar(), i);
      for (long frame = 0; frame < mean.shape().dim(0); frame++) {
        frames.add(
            TensorRows.concat(List.of(TensorRows.row(mean, frame), TensorRows.row(logvar, frame))));
      }
      samples.add(TensorRows.stack(frames));
    }
    return TensorRows.stack(samples);
  }
}
