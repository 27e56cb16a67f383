package io.kinolake.schemas.tables;

import static java.util.Objects.requireNonNull;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.media.FrameSize;
import java.util.Optional;

/**
 * One video that a model made from a prompt.
 *
 * @param path absolute path of the video
 * @param prompt as it was given, without what the settings add
 * @param image absolute path of the picture that it starts from, for image to video
 * @param model what made it
 * @param guide how it was made
 * @param size of its pictures
 * @param frames number of its pictures
 * @param fps pictures per second
 * @param createdUs when it was made, microseconds since 1970
 */
public record Sample(
    String path,
    String prompt,
    Optional<String> image,
    Model model,
    Guide guide,
    FrameSize size,
    int frames,
    double fps,
    long createdUs) {

  public Sample {
    requireNonNull(path, "path is null");
    requireNonNull(prompt, "prompt is null");
  }

  /**
   * What made a video.
   *
   * @param kind such as {@code t2v}
   * @param checkpoint digest of the transformer's weights
   */
  public record Model(String kind, Fingerprint checkpoint) {}

  /**
   * How a video was made.
   *
   * @param negative what it was led away from; empty where that is no text
   * @param seed of this video's own noise
   * @param steps of the denoising
   * @param guidance scale of classifier-free guidance; 1 or less is none
   * @param shift of the flow's times; empty for models without
   * @param motion motion score, for image to video
   * @param settings digest of everything that decides the video
   */
  public record Guide(
      Optional<String> negative,
      long seed,
      int steps,
      double guidance,
      Optional<Double> shift,
      Optional<Double> motion,
      Fingerprint settings) {}
}
