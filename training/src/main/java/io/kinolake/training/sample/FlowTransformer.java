package io.kinolake.training.sample;

import io.kinolake.models.networks.stepdit.StepDitNetwork;
import io.kinolake.models.networks.stepdit.StepDitPrompt;
import io.kinolake.models.tensor.HostTensor;
import java.util.Optional;

/** Step-Video's transformer with its weights, for latents of one size. One thread. */
interface FlowTransformer extends AutoCloseable {

  /**
   * The velocity seen in noisy latents.
   *
   * @param latents F32 [batch, frames, channels, height, width]
   * @param time within [0, 1], 0 for noise
   * @param image for image to video
   * @return F32, as the latents
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_FINITE
   */
  HostTensor velocity(
      HostTensor latents, float time, StepDitPrompt prompt, Optional<StepDitNetwork.Image> image);

  @Override
  void close();

  /** All of it in this process. */
  record Whole(StepDitNetwork network) implements FlowTransformer {
    @Override
    public HostTensor velocity(
        HostTensor latents,
        float time,
        StepDitPrompt prompt,
        Optional<StepDitNetwork.Image> image) {
      return network.velocity(latents, time, prompt, image);
    }

    @Override
    public void close() {
      network.close();
    }
  }
}
