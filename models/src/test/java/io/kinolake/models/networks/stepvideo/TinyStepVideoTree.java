package io.kinolake.models.networks.stepvideo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.bert.BertConfig;
import io.kinolake.models.networks.bert.BertNetwork;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.networks.stepdit.StepDitNetwork;
import io.kinolake.models.networks.stepllm.StepLlmConfig;
import io.kinolake.models.networks.stepllm.StepLlmNetwork;
import io.kinolake.models.networks.stepvideovae.StepVideoVaeConfig;
import io.kinolake.models.networks.stepvideovae.StepVideoVaeConfig.Side;
import io.kinolake.models.networks.stepvideovae.StepVideoVaeDecoder;
import io.kinolake.models.networks.stepvideovae.StepVideoVaeEncoder;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.SafetensorsFile;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.TorchWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Writes Step-Video's models as they are published, small and with random weights. */
public final class TinyStepVideoTree {
  public static final int LLM_WIDTH = 24;
  public static final int CLIP_WIDTH = 16;
  public static final int LATENT_CHANNELS = 2;

  private static final String WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] a dog cat on the beach runs";

  private TinyStepVideoTree() {}

  /** Writes the encoders into a folder, which is given back. */
  public static Path write(Path folder) throws IOException {
    writeClip(folder.resolve("hunyuan_clip"));
    writeLlm(folder.resolve("step_llm"));
    writeVae(folder.resolve("vae"));
    return folder;
  }

  /**
   * Writes a transformer that goes with the encoders.
   *
   * @param conditioned whether it is the one for image to video
   */
  public static Path writeTransformer(Path folder, boolean conditioned) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"_class_name": "StepVideoModel", "num_attention_heads": 2, "attention_head_dim": 32,
         "in_channels": %d, "out_channels": %d, "num_layers": 2, "dropout": 0.0, "patch_size": 1,
         "norm_type": "ada_norm_single", "norm_elementwise_affine": false, "norm_eps": 1e-06,
         "use_additional_conditions": %s, "caption_channels": [%d, %d],
         "attention_type": "parallel"}
        """
            .formatted(LATENT_CHANNELS, LATENT_CHANNELS, conditioned, LLM_WIDTH, CLIP_WIDTH));
    StepDitConfig config =
        StepDitConfig.of(new ObjectMapper().readTree(folder.resolve("config.json").toFile()));
    writeRandom(
        folder.resolve("diffusion_pytorch_model.safetensors"),
        StepDitNetwork.parameterShapes(config),
        DType.BF16,
        5);
    return folder;
  }

  private static void writeClip(Path folder) throws IOException {
    Path model = Files.createDirectories(folder.resolve("clip_text_encoder"));
    Path tokenizer = Files.createDirectories(folder.resolve("tokenizer"));
    List<String> words = List.of(WORDS.split(" "));
    Files.write(tokenizer.resolve("vocab.txt"), words);
    Files.writeString(
        model.resolve("config.json"),
        """
        {"model_type": "bert", "vocab_size": %d, "max_position_embeddings": 80,
         "type_vocab_size": 2, "hidden_size": %d, "intermediate_size": 20, "num_hidden_layers": 2,
         "num_attention_heads": 4, "layer_norm_eps": 1e-12, "hidden_act": "gelu"}
        """
            .formatted(words.size(), CLIP_WIDTH));
    BertConfig config = new BertConfig(words.size(), 80, 2, CLIP_WIDTH, 20, 2, 4, 1e-12f);
    Map<String, Shape> shapes =
        shapes(
            builder ->
                builder.output(
                    "pooled",
                    BertNetwork.pool(
                        builder.scope(),
                        config,
                        BertNetwork.encode(
                            builder.scope(),
                            config,
                            builder.input("ids", TInt32.class, -1, -1),
                            builder.input("mask", TFloat32.class, -1, -1)))));
    Path copied = folder.resolve("weights.tmp");
    writeRandom(copied, shapes, DType.F32, 1);
    try (SafetensorsFile weights = SafetensorsFile.open(copied)) {
      TorchWriter.copy(weights, model.resolve("pytorch_model.bin"));
    }
    Files.delete(copied);
  }

  private static void writeLlm(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (InputStream in =
        TinyStepVideoTree.class.getResourceAsStream("/step1_chat_tokenizer.model")) {
      Files.copy(in, folder.resolve("step1_chat_tokenizer.model"));
    }
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"hidden_size": %d, "num_layers": 2, "num_attention_heads": 4, "num_attention_groups": 2,
         "ffn_hidden_size": 40, "layernorm_epsilon": 1e-05, "padded_vocab_size": 832,
         "seq_length": 320, "use_flash_attn": true}
        """
            .formatted(LLM_WIDTH));
    StepLlmConfig config = new StepLlmConfig(832, LLM_WIDTH, 40, 2, 4, 2, 1e-5f);
    Map<String, Shape> all =
        new TreeMap<>(
            shapes(
                builder ->
                    builder.output(
                        "hidden",
                        StepLlmNetwork.encode(
                            builder.scope(), config, builder.input("ids", TInt32.class, -1, -1)))));
    StringBuilder index =
        new StringBuilder("{\"metadata\": {\"total_size\": 0}, \"weight_map\": {");
    List<String> names = List.copyOf(all.keySet());
    for (int shard = 0; shard < 2; shard++) {
      String file = "model-0000%d-of-00002.safetensors".formatted(shard + 1);
      Map<String, Shape> some = new TreeMap<>();
      for (int i = shard; i < names.size(); i += 2) {
        some.put(names.get(i), all.get(names.get(i)));
        index.append(index.charAt(index.length() - 1) == '{' ? "" : ",");
        index.append("\"%s\": \"%s\"".formatted(names.get(i), file));
      }
      writeRandom(folder.resolve(file), some, DType.BF16, 2 + shard);
    }
    Files.writeString(folder.resolve("model.safetensors.index.json"), index.append("}}"));
  }

  /** The groups of the published normalisation, 32, are the least that a level can have. */
  private static void writeVae(Path folder) throws IOException {
    Files.createDirectories(folder);
    StepVideoVaeConfig published = StepVideoVaeConfig.published();
    StepVideoVaeConfig config =
        new StepVideoVaeConfig(
            new Side(3, 32, List.of(1, 1, 1, 1), 1, Set.of(1, 2)),
            new Side(3, 32, List.of(1, 1, 1, 1), 1, Set.of(2, 3)),
            LATENT_CHANNELS,
            published.groups(),
            published.version(),
            published.frames(),
            published.latentFrames(),
            published.remain());
    Map<String, Shape> named = new TreeMap<>();
    shapes(
            builder -> {
              builder.output(
                  "moments",
                  StepVideoVaeEncoder.moments(
                      builder.scope(),
                      config,
                      builder.input("video", TFloat32.class, -1, 3, -1, -1)));
              builder.output(
                  "frames",
                  StepVideoVaeDecoder.frames(
                      builder.scope(),
                      config,
                      builder.input("latent", TFloat32.class, -1, LATENT_CHANNELS, -1, -1)));
            })
        .forEach(
            (name, shape) ->
                named.put(name.replace("decoder.conv_out.conv.", "decoder.conv_out."), shape));
    writeRandom(folder.resolve("vae_v2.safetensors"), named, DType.F32, 4);
  }

  private static Map<String, Shape> shapes(Consumer<NetworkBuilder> definition) {
    try (Network network = Network.build(NetworkOptions.DEFAULT, definition)) {
      return network.parameterShapes();
    }
  }

  private static void writeRandom(Path file, Map<String, Shape> shapes, DType dtype, long seed) {
    Random random = new Random(seed);
    Map<String, TensorInfo> infos = new TreeMap<>();
    shapes.forEach((name, shape) -> infos.put(name, new TensorInfo(dtype, shape)));
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, infos, Map.of())) {
      infos.forEach(
          (name, info) -> {
            float[] values = new float[(int) info.shape().elements()];
            for (int i = 0; i < values.length; i++) {
              values[i] = (float) random.nextGaussian() * 0.1f;
            }
            writer.write(name, HostTensor.rounded(dtype, info.shape(), values));
          });
      writer.commit();
    }
  }
}
