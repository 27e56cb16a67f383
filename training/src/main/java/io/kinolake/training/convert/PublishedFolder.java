package io.kinolake.training.convert;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.weights.ShardedWriter;
import io.kinolake.models.weights.WeightSource;
import java.nio.file.Path;

/** Writes Step-Video's transformer as it is published: files, index and {@code config.json}. */
final class PublishedFolder {
  private static final String STEM = "diffusion_pytorch_model";

  /** Bytes of a file, as its publishers chose. */
  private static final long SHARD = 10_000_000_000L;

  private PublishedFolder() {}

  static void write(Path target, StepDitConfig config, WeightSource weights) {
    try (NewFolder folder = NewFolder.create(target)) {
      ShardedWriter.copy(weights, folder.path(), STEM, SHARD);
      NewFolder.writeText(folder.path().resolve("config.json"), json(config));
      folder.commit();
    }
  }

  private static String json(StepDitConfig config) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("_class_name", "StepVideoModel");
    json.put("num_attention_heads", config.heads());
    json.put("attention_head_dim", config.headSize());
    json.put("in_channels", config.inChannels());
    json.put("out_channels", config.outChannels());
    json.put("num_layers", config.layers());
    json.put("patch_size", config.patch());
    json.put("use_additional_conditions", config.conditioned());
    json.putArray("caption_channels").add(config.captionChannels()).add(config.clipChannels());
    return json.toPrettyString() + "\n";
  }
}
