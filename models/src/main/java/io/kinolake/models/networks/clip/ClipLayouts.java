package io.kinolake.models.networks.clip;

import io.kinolake.models.weights.WeightLayout;
import io.kinolake.models.weights.WeightOrigin;
import io.kinolake.models.weights.WeightSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The published ways to name CLIP's weights: openai's, which are ours, and Hugging Face's. */
public final class ClipLayouts {
  private static final String VISUAL = "visual.";
  private static final String VISION_MODEL = "vision_model.";
  private static final String TEXT_MODEL = "text_model.";
  private static final String SCALE = "logit_scale";

  /** The text side and the scale in openai's files. */
  private static final List<String> OPENAI_TEXT =
      List.of(
          "transformer.",
          "token_embedding.",
          "positional_embedding",
          "ln_final.",
          "text_projection",
          SCALE);

  private static final Set<String> SIZES =
      Set.of("input_resolution", "context_length", "vocab_size");

  private static final Pattern BLOCK =
      Pattern.compile("transformer\\.resblocks\\.(\\d+)\\.(.+[._])(weight|bias)");

  private static final Map<String, String> PARTS =
      Map.of(
          "attn.out_proj.", "self_attn.out_proj.",
          "ln_1.", "layer_norm1.",
          "ln_2.", "layer_norm2.",
          "mlp.c_fc.", "mlp.fc1.",
          "mlp.c_proj.", "mlp.fc2.");

  private static final Map<String, String> VISION =
      Map.of(
          "class_embedding", "embeddings.class_embedding",
          "conv1.weight", "embeddings.patch_embedding.weight",
          "positional_embedding", "embeddings.position_embedding.weight",
          "ln_pre.weight", "pre_layrnorm.weight",
          "ln_pre.bias", "pre_layrnorm.bias",
          "ln_post.weight", "post_layernorm.weight",
          "ln_post.bias", "post_layernorm.bias");

  private static final Map<String, String> TEXT =
      Map.of(
          "token_embedding.weight", "embeddings.token_embedding.weight",
          "positional_embedding", "embeddings.position_embedding.weight",
          "ln_final.weight", "final_layer_norm.weight",
          "ln_final.bias", "final_layer_norm.bias");

  private ClipLayouts() {}

  /** The layout of weights of which the picture side is read, told by their names. */
  public static WeightLayout visionOf(WeightSource weights) {
    return of(
        weights,
        name -> startsWithAny(name, OPENAI_TEXT),
        name -> startsWithAny(name, List.of(TEXT_MODEL, "text_projection.", SCALE)));
  }

  /** The layout of weights of which the text side is read, told by their names. */
  public static WeightLayout textOf(WeightSource weights) {
    return of(
        weights,
        name -> startsWithAny(name, List.of(VISUAL, SCALE)),
        name -> startsWithAny(name, List.of(VISION_MODEL, "visual_projection.", SCALE)));
  }

  private static boolean startsWithAny(String name, List<String> prefixes) {
    return prefixes.stream().anyMatch(name::startsWith);
  }

  private static WeightLayout of(
      WeightSource weights, Predicate<String> unusedOfOpenai, Predicate<String> unusedOfOther) {
    boolean huggingFace =
        weights.tensors().keySet().stream().anyMatch(name -> name.startsWith(VISION_MODEL));
    return huggingFace
        ? new WeightLayout(
            ClipLayouts::huggingFace, unusedOfOther.or(name -> name.endsWith(".position_ids")))
        : WeightLayout.plain(unusedOfOpenai.or(SIZES::contains));
  }

  /**
   * A parameter of the picture side in the files of Hugging Face.
   *
   * @param name within {@code visual}
   * @param prefix of the names in the file, such as {@code vision_model.}
   */
  public static WeightOrigin visual(String name, String prefix) {
    return inModel(name, prefix, VISION);
  }

  private static WeightOrigin huggingFace(String name) {
    return switch (name) {
      case "visual.proj" -> new WeightOrigin.Transposed("visual_projection.weight");
      case "text_projection" -> new WeightOrigin.Transposed("text_projection.weight");
      case SCALE -> new WeightOrigin.Named(name);
      default ->
          name.startsWith(VISUAL)
              ? visual(name.substring(VISUAL.length()), VISION_MODEL)
              : inModel(name, TEXT_MODEL, TEXT);
    };
  }

  private static WeightOrigin inModel(String name, String prefix, Map<String, String> others) {
    Matcher block = BLOCK.matcher(name);
    if (!block.matches()) {
      return new WeightOrigin.Named(prefix + others.getOrDefault(name, name));
    }
    String layer = prefix + "encoder.layers." + block.group(1) + ".";
    String part = block.group(2);
    String kind = block.group(3);
    if (part.startsWith("attn.in_proj")) {
      return new WeightOrigin.Stacked(
          List.of("q", "k", "v").stream()
              .map(each -> "%sself_attn.%s_proj.%s".formatted(layer, each, kind))
              .toList());
    }
    return new WeightOrigin.Named(layer + PARTS.getOrDefault(part, part) + kind);
  }
}
