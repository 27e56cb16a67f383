package io.kinolake.models.networks.llava;

import io.kinolake.models.networks.clip.ClipLayouts;
import io.kinolake.models.weights.WeightLayout;
import io.kinolake.models.weights.WeightOrigin;
import io.kinolake.models.weights.WeightSource;
import java.util.List;

/** The published ways to name LLaVA's weights. */
public final class LlavaLayouts {
  private static final String VISUAL = "visual.";
  static final String PROJECTOR = "model.mm_projector";
  static final String ORIGINAL_TOWER = "model.vision_tower.vision_tower.vision_model.";
  static final String CONVERTED_TOWER = "vision_tower.vision_model.";
  static final String CONVERTED_TEXT = "language_model.";

  private LlavaLayouts() {}

  /**
   * The layout of some weights: the original one, or that of {@code llava-hf}, whose language model
   * lies under {@code language_model}.
   */
  public static WeightLayout of(WeightSource weights) {
    return isConverted(weights)
        ? new WeightLayout(LlavaLayouts::converted, name -> unused(name, CONVERTED_TOWER))
        : new WeightLayout(LlavaLayouts::original, name -> unused(name, ORIGINAL_TOWER));
  }

  static boolean isConverted(WeightSource weights) {
    return weights.tensors().keySet().stream().anyMatch(name -> name.startsWith(CONVERTED_TEXT));
  }

  private static WeightOrigin original(String name) {
    return name.startsWith(VISUAL)
        ? ClipLayouts.visual(name.substring(VISUAL.length()), ORIGINAL_TOWER)
        : new WeightOrigin.Named(name);
  }

  private static WeightOrigin converted(String name) {
    if (name.startsWith(VISUAL)) {
      return ClipLayouts.visual(name.substring(VISUAL.length()), CONVERTED_TOWER);
    }
    if (name.startsWith(PROJECTOR)) {
      // Layers 0, 2, 4, … are numbered 1, 2, 3, … there.
      List<String> parts = List.of(name.substring(PROJECTOR.length() + 1).split("\\.", -1));
      int layer = parts.size() == 1 ? 1 : Integer.parseInt(parts.get(0)) / 2 + 1;
      return new WeightOrigin.Named(
          "multi_modal_projector.linear_%d.%s".formatted(layer, parts.get(parts.size() - 1)));
    }
    return new WeightOrigin.Named(CONVERTED_TEXT + name);
  }

  /** What lies behind the block whose tokens are read, and tables that are computed. */
  private static boolean unused(String name, String tower) {
    return name.startsWith(tower + "encoder.layers.")
        || name.startsWith(tower + "post_layernorm.")
        || name.endsWith(".position_ids")
        || name.endsWith(".rotary_emb.inv_freq");
  }
}
