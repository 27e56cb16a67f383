package io.kinolake.models.oip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.bert.BertConfig;
import io.kinolake.models.networks.bert.BertNetwork;
import io.kinolake.models.networks.clip.ClipConfig;
import io.kinolake.models.networks.clip.ClipImageEncoder;
import io.kinolake.models.networks.clip.ClipSizes;
import io.kinolake.models.networks.clip.ClipTextEncoder;
import io.kinolake.models.networks.sdvae.SdVae;
import io.kinolake.models.networks.sdvae.SdVaeConfig;
import io.kinolake.models.networks.stepllm.StepLlmConfig;
import io.kinolake.models.networks.stepllm.StepLlmNetwork;
import io.kinolake.models.networks.stepvideovae.StepVideoVae;
import io.kinolake.models.networks.stepvideovae.StepVideoVaeConfig;
import io.kinolake.models.networks.t5.T5Config;
import io.kinolake.models.networks.t5.T5Network;
import io.kinolake.models.networks.transnetv2.TransNetV2;
import io.kinolake.models.networks.transnetv2.TransNetV2Config;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The networks that can be served, opened from published folders or folders to check. */
public final class ServedNetworks {
  private static final String CONFIG = "config.json";
  private static final String RECORDED_WEIGHTS = "weights.safetensors";

  private static final Map<String, Opener> PARTS =
      Map.of(
          "clip-image",
          (options, json, weights) ->
              ClipImageEncoder.network(options, clip(json, weights), weights),
          "clip-text",
          (options, json, weights) ->
              ClipTextEncoder.network(options, clip(json, weights), weights),
          "t5",
          (options, json, weights) -> T5Network.network(options, T5Config.of(json), weights),
          "bert",
          (options, json, weights) -> BertNetwork.network(options, BertConfig.of(json), weights),
          "sd-vae-encode",
          (options, json, weights) -> SdVae.encoder(SdVaeConfig.of(json), weights, options),
          "sd-vae-decode",
          (options, json, weights) -> SdVae.decoder(SdVaeConfig.of(json), weights, options),
          "transnetv2",
          (options, json, weights) ->
              TransNetV2.network(TransNetV2Config.of(json), weights, options),
          "step-llm",
          (options, json, weights) ->
              StepLlmNetwork.network(options, StepLlmConfig.of(json), weights),
          "stepvideo-vae-encode",
          (options, json, weights) ->
              StepVideoVae.encoder(stepVideoVae(json, weights), weights, options));

  /** What {@code kind}, {@code model_type} or {@code _class_name} of a configuration stands for. */
  private static final Map<String, List<String>> KINDS =
      Map.ofEntries(
          Map.entry("clip_vit", List.of("clip-image", "clip-text")),
          Map.entry("clip", List.of("clip-image", "clip-text")),
          Map.entry("t5_encoder", List.of("t5")),
          Map.entry("t5", List.of("t5")),
          Map.entry("hunyuan_clip", List.of("bert")),
          Map.entry("bert", List.of("bert")),
          Map.entry("sd_vae", List.of("sd-vae-encode", "sd-vae-decode")),
          Map.entry("AutoencoderKL", List.of("sd-vae-encode", "sd-vae-decode")),
          Map.entry("transnetv2", List.of("transnetv2")),
          Map.entry("step_llm", List.of("step-llm")),
          Map.entry("stepvideo_vae", List.of("stepvideo-vae-encode")));

  /** The autoencoder of Step-Video is published without a configuration. */
  private static final String STEP_VIDEO_VAE = "vae_v2.safetensors";

  /** Step-Video's language model is published with one that does not say whose it is. */
  private static final String STEP_LLM_SIZE = "num_attention_groups";

  private ServedNetworks() {}

  private interface Opener {
    TensorModel open(NetworkOptions options, JsonNode config, WeightSource weights);
  }

  /** The names of all parts, such as {@code clip-image}. */
  public static List<String> parts() {
    return PARTS.keySet().stream().sorted().toList();
  }

  /**
   * Opens every part of a folder's model.
   *
   * @return by the part's name
   * @throws KinolakeException BAD_ARGUMENT if it is no folder of a model that can be served
   */
  public static Map<String, TensorModel> open(Path folder, NetworkOptions options) {
    JsonNode config = config(folder);
    List<String> parts = partsOf(folder, config);
    Map<String, TensorModel> models = new TreeMap<>();
    try (WeightSource weights = WeightFiles.open(weightsOf(folder))) {
      for (String part : parts) {
        models.put(part, PARTS.get(part).open(options, config, weights));
      }
      return models;
    } catch (RuntimeException | Error e) {
      models.values().forEach(TensorModel::close);
      throw e;
    }
  }

  private static List<String> partsOf(Path folder, JsonNode config) {
    if (Files.isRegularFile(folder.resolve(STEP_VIDEO_VAE))) {
      return KINDS.get("stepvideo_vae");
    }
    for (String field : List.of("kind", "model_type", "_class_name")) {
      List<String> parts = KINDS.get(config.path(field).asText());
      if (parts != null) {
        return parts;
      }
    }
    if (config.has(STEP_LLM_SIZE)) {
      return KINDS.get("step_llm");
    }
    throw new KinolakeException(
        FailureCode.BAD_ARGUMENT,
        "'%s' holds no model that can be served: kind, model_type or _class_name of its %s is none of %s."
            .formatted(folder, CONFIG, KINDS.keySet().stream().sorted().toList()));
  }

  private static Path weightsOf(Path folder) {
    return Stream.of(RECORDED_WEIGHTS, STEP_VIDEO_VAE)
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElse(folder);
  }

  /** Published configurations say it in another way; their weights have heads of the usual size. */
  private static ClipConfig clip(JsonNode config, WeightSource weights) {
    return config.has("vision_heads") ? ClipConfig.of(config) : ClipSizes.of(weights);
  }

  private static StepVideoVaeConfig stepVideoVae(JsonNode config, WeightSource weights) {
    return config.isMissingNode() ? StepVideoVaeConfig.of(weights) : StepVideoVaeConfig.of(config);
  }

  private static JsonNode config(Path folder) {
    if (Files.isRegularFile(folder.resolve(STEP_VIDEO_VAE))) {
      return MissingNode.getInstance();
    }
    try {
      return OipMessage.JSON.readTree(folder.resolve(CONFIG).toFile());
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "'%s' cannot be read: %s. Name the folder of a published model, with %s and weights."
              .formatted(folder.resolve(CONFIG), e.getMessage(), CONFIG),
          e);
    }
  }
}
