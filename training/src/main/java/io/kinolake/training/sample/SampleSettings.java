package io.kinolake.training.sample;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.Rational;
import java.util.Optional;

/**
 * How videos are sampled.
 *
 * @param shape of every video
 * @param rate pictures per second
 * @param guide how noise becomes a video
 * @param texts what is added to prompts
 * @param seed from which the seed of each video follows, see {@link VideoSeeds}
 * @param videosPerPrompt at least 1
 */
public record SampleSettings(
    VideoShape shape, Rational rate, Guide guide, Texts texts, long seed, int videosPerPrompt) {

  public SampleSettings {
    if (videosPerPrompt < 1 || !rate.isKnown()) {
      throw refused(
          "%d videos per prompt at %s pictures a second were asked for; both are at least 1."
              .formatted(videosPerPrompt, rate));
    }
  }

  /**
   * The denoising.
   *
   * @param steps at least 1
   * @param guidance scale of classifier-free guidance, which is used beyond 1
   * @param shift of the flow's times, at least 1; empty where the model follows no flow
   * @param motion motion score, for image to video
   */
  public record Guide(int steps, float guidance, Optional<Float> shift, float motion) {
    public Guide {
      if (steps < 1
          || !Float.isFinite(guidance)
          || shift.filter(value -> !(value >= 1)).isPresent()
          || !Float.isFinite(motion)) {
        throw refused(
            "%d steps, guidance %s, shift %s and motion score %s were asked for; steps and shift are at least 1 and all are numbers."
                .formatted(steps, guidance, shift.map(String::valueOf).orElse("none"), motion));
      }
    }
  }

  /**
   * Texts beside the prompts.
   *
   * @param positive put behind every prompt, without a space
   * @param negative what guidance leads away from; empty where the model has an embedding of its
   *     own for that
   */
  public record Texts(String positive, Optional<String> negative) {}

  /** The same for videos of another shape. */
  public SampleSettings withShape(VideoShape other) {
    return new SampleSettings(other, rate, guide, texts, seed, videosPerPrompt);
  }

  /** The same for another number of videos of each prompt. */
  public SampleSettings withVideosPerPrompt(int number) {
    return new SampleSettings(shape, rate, guide, texts, seed, number);
  }

  private static KinolakeException refused(String message) {
    return new KinolakeException(FailureCode.BAD_ARGUMENT, message);
  }
}
