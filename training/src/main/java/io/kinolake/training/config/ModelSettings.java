package io.kinolake.training.config;

import io.kinolake.models.diffusion.FlowConvention;
import io.kinolake.models.networks.stdit.StditConfig;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.training.model.StditModel;
import io.kinolake.training.model.StepVideoModel;
import io.kinolake.training.model.TrainableModel;
import java.util.List;
import java.util.Optional;

/**
 * What is trained, and from which weights.
 *
 * @param stepVideo sizes of Step-Video's transformer, or else
 * @param stdit sizes of Open-Sora's
 * @param start whence the first weights come
 * @param load the weights, for {@link Start#LOAD}
 */
public record ModelSettings(
    Optional<StepVideo> stepVideo, Optional<Stdit> stdit, Start start, Optional<String> load) {

  /** Whence the first weights come. */
  public enum Start {
    /** From {@code load}; every parameter must be there. */
    LOAD,
    /** Chosen by chance. */
    RANDOM
  }

  public ModelSettings {
    if (stepVideo.isPresent() == stdit.isPresent()) {
      throw new IllegalArgumentException("one of 'step-video' and 'stdit' must be given");
    }
    if ((start == Start.LOAD) != load.isPresent()) {
      throw new IllegalArgumentException(
          start == Start.LOAD
              ? "'load' must name the weights to start from (or set start: random)"
              : "'load' is given, but start is random");
    }
  }

  /** How Step-Video's training counts time. */
  public enum Convention {
    PAPER,
    MINDSPEED;

    /** The same among the models. */
    public FlowConvention flow() {
      return this == PAPER ? FlowConvention.PAPER : FlowConvention.MINDSPEED;
    }
  }

  /**
   * Sizes of Step-Video's transformer.
   *
   * @param channels of latents
   * @param patch height and width of a patch
   * @param heads of attention
   * @param headSize channels of a head
   * @param layers blocks
   * @param captionChannels of the language model's tokens
   * @param clipChannels of CLIP's tokens
   * @param image whether videos start with a given picture
   * @param convention how time is counted
   * @param shift of times towards noise: a share of noise σ becomes sσ / (1 + (s − 1)σ); left out,
   *     none, as the guide trains
   */
  public record StepVideo(
      int channels,
      int patch,
      int heads,
      int headSize,
      int layers,
      int captionChannels,
      int clipChannels,
      boolean image,
      Convention convention,
      Optional<Double> shift) {

    public StepVideo {
      if (shift.filter(value -> !(value > 0)).isPresent()) {
        throw new IllegalArgumentException("shift is above 0, not " + shift.get());
      }
    }

    /** The network's sizes; heads are turned by half their channels for the frame. */
    public StepDitConfig network() {
      List<Integer> parts = List.of(headSize / 2, headSize / 4, headSize / 4);
      return new StepDitConfig(
          channels,
          channels,
          patch,
          heads,
          headSize,
          parts,
          layers,
          captionChannels,
          clipChannels,
          image);
    }
  }

  /**
   * Sizes of Open-Sora's STDiT.
   *
   * @param latentScale factor of the stored latents
   * @param captionDropout probability that a caption is replaced by none
   */
  public record Stdit(
      int channels,
      int patch,
      int width,
      int depth,
      int heads,
      double mlpRatio,
      int captionChannels,
      int captionLength,
      double spaceScale,
      double timeScale,
      double latentScale,
      double captionDropout) {

    /** The network's sizes. */
    public StditConfig network() {
      return new StditConfig(
          channels,
          patch,
          width,
          depth,
          heads,
          (int) Math.round(width * mlpRatio),
          captionChannels,
          captionLength,
          spaceScale,
          timeScale);
    }
  }

  /** The model. */
  public TrainableModel trainable() {
    return stepVideo
        .<TrainableModel>map(
            sizes -> new StepVideoModel(sizes.network(), sizes.convention().flow()))
        .orElseGet(() -> new StditModel(stdit.orElseThrow().network()));
  }

  /** Number of attention heads. */
  public int heads() {
    return stepVideo.map(StepVideo::heads).orElseGet(() -> stdit.orElseThrow().heads());
  }
}
