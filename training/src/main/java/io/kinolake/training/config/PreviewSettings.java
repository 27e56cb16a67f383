package io.kinolake.training.config;

import java.util.Optional;

/**
 * Videos that a training draws on its way.
 *
 * @param every steps between drawings, a multiple of those between checkpoints; 0 for none
 * @param prompts a file with a prompt in each line, or the only prompt
 * @param images for image to video: a picture, or a text file with the path of one in each line, as
 *     many as there are prompts
 * @param videosPerPrompt at least 1
 * @param models folder of Step-Video as published, for the encoders of its models
 * @param vae folder of Stable Diffusion's autoencoder, for Open-Sora's
 * @param t5 folder of T5's encoder, for Open-Sora's
 */
public record PreviewSettings(
    int every,
    Optional<String> prompts,
    Optional<String> images,
    int videosPerPrompt,
    Optional<String> models,
    Optional<String> vae,
    Optional<String> t5) {

  public PreviewSettings {
    if (every < 0 || videosPerPrompt < 1) {
      throw new IllegalArgumentException(
          "every is at least 0 and videos-per-prompt at least 1, not %d and %d"
              .formatted(every, videosPerPrompt));
    }
    if (every > 0 && prompts.isEmpty()) {
      throw new IllegalArgumentException("prompts must be given where every is above 0");
    }
  }
}
