package io.kinolake.models.networks.llava;

import io.kinolake.models.networks.clip.ClipConfig;
import io.kinolake.models.networks.llama.LlamaConfig;

/**
 * Sizes of a LLaVA model.
 *
 * @param vision the picture side
 * @param visionLayers blocks of it that are run
 * @param projectorLayers linear layers between pictures and words, with GELU between them
 * @param text the language model
 * @param imageToken id that stands for a picture in a prompt, outside the vocabulary
 */
public record LlavaConfig(
    ClipConfig.Vision vision,
    int visionLayers,
    int projectorLayers,
    LlamaConfig text,
    int imageToken) {
  /** The id that stands for a picture in the original implementation. */
  public static final int IMAGE_TOKEN = -200;

  public LlavaConfig {
    if (visionLayers < 0 || visionLayers > vision.layers() || projectorLayers < 1) {
      throw new IllegalArgumentException(
          "LLaVA with %d of %d blocks of vision and %d layers of projection"
              .formatted(visionLayers, vision.layers(), projectorLayers));
    }
  }

  /** LLaVA 1.5 with seven billion parameters. */
  public static LlavaConfig v15With7b() {
    ClipConfig.Vision vision = new ClipConfig.Vision(336, 14, 1024, 24, 16, 4096);
    return new LlavaConfig(vision, vision.layers() - 1, 2, LlamaConfig.vicuna7b(), IMAGE_TOKEN);
  }
}
