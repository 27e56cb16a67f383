package io.kinolake.models.oip;

import com.fasterxml.jackson.databind.JsonNode;
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
              TransNetV2.network(TransNetV2Config.of(json), weights, options));

  /** What {@code kind}, {@code model_type} or {@code _class_name} of a configuration stands for. */
  private static final Map<String, List<String>> KINDS =
      Map.of(
          "clip_vit", List.of("clip-image", "clip-text"),
          "clip", List.of("clip-image", "clip-text"),
          "t5_encoder", List.of("t5"),
          "t5", List.of("t5"),
          "hunyuan_clip", List.of("bert"),
          "bert", List.of("bert"),
          "sd_vae", List.of("sd-vae-encode", "sd-vae-decode"),
          "AutoencoderKL", List.of("sd-vae-encode", "sd-vae-decode"),
          "transnetv2", List.of("transnetv2"));

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
    for (String field : List.of("kind", "model_type", "_class_name")) {
      List<String> parts = KINDS.get(config.path(field).asText());
      if (parts != null) {
        return parts;
      }
    }
    throw new KinolakeException(
        FailureCode.BAD_ARGUMENT,
        "'%s' holds no model that can be served: kind, model_type or _class_name of its %s is none of %s."
            .formatted(folder, CONFIG, KINDS.keySet().stream().sorted().toList()));
  }

  private static Path weightsOf(Path folder) {
    Path recorded = folder.resolve(RECORDED_WEIGHTS);
    return Files.isRegularFile(recorded) ? recorded : folder;
  }

  /** Published configurations say it in another way; their weights have heads of the usual size. */
  private static ClipConfig clip(JsonNode config, WeightSource weights) {
    return config.has("vision_heads") ? ClipConfig.of(config) : ClipSizes.of(weights);
  }

  private static JsonNode config(Path folder) {
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
