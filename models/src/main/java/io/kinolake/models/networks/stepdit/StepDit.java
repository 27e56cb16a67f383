package io.kinolake.models.networks.stepdit;

import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Taps;
import io.kinolake.models.nn.Rotary3d;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Step-Video's transformer as one graph. */
public final class StepDit {
  private StepDit() {}

  /**
   * What the network is given.
   *
   * @param latents noisy latents: [batch, frames, channels, height, width], all but the batch known
   * @param timeSinusoid from {@link StepDitEmbedding#timeSinusoid}
   * @param captions hidden states of the language model: [batch, length, channels]
   * @param clip hidden states of the CLIP text model: [batch, 77, channels]
   * @param captionMask one where {@code captions} is no padding: [batch, length]
   * @param image for image to video
   */
  public record Inputs(
      Operand<TFloat32> latents,
      Operand<TFloat32> timeSinusoid,
      Operand<TFloat32> captions,
      Operand<TFloat32> clip,
      Operand<TFloat32> captionMask,
      Optional<Image> image) {}

  /**
   * What the image-to-video network is given besides.
   *
   * @param latents the image's latents in the first frame, then zeros: as the noisy latents
   * @param motion motion scores: [batch]
   */
  public record Image(Operand<TFloat32> latents, Operand<TFloat32> motion) {}

  /**
   * The velocity that the network sees in noisy latents.
   *
   * @return as {@code latents}, with the channels of the output
   */
  public static Operand<TFloat32> velocity(NetScope scope, StepDitConfig config, Inputs inputs) {
    StepDitGrid grid = StepDitGrid.of(config, inputs.latents());
    StepDitEmbedding.Time time =
        StepDitEmbedding.time(
            scope, config, inputs.timeSinusoid(), inputs.image().map(Image::motion));
    StepDitBlock.Text text =
        StepDitEmbedding.text(
            scope, config, inputs.captions(), inputs.clip(), inputs.captionMask());
    Rotary3d.Tables rotary = Rotary3d.tables(scope.tf(), grid.extents(), config.rotaryParts());
    Operand<TFloat32> x =
        StepDitEmbedding.tokens(
            scope, config, inputs.latents(), inputs.image().map(Image::latents));
    for (int i = 0; i < config.layers(); i++) {
      NetScope block = scope.at("transformer_blocks", i).with(within(scope, "block" + i));
      x =
          scope.tap(
              "block" + i,
              StepDitBlock.run(block, config.block(), x, time.steering(), text, rotary));
    }
    return StepDitOutput.run(scope, config, grid, x, time.embedded());
  }

  private static Taps within(NetScope scope, String part) {
    return (name, value) -> scope.taps().see(part + "." + name, value);
  }
}
