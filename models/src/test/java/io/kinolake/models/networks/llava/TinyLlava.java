package io.kinolake.models.networks.llava;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tokenizer.sentencepiece.SentencePiece;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.TensorInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A LLaVA in the layout of llava-v1.5 whose answers are known: whatever it is asked, it says one
 * sentence. Each id is a direction of its own, blocks add nothing, and the last matrix leads from
 * each token of the sentence to the next.
 */
public final class TinyLlava {
  private static final int VISION = 8;
  private static final int PICTURE = 8;
  private static final int PATCH = 4;
  private static final int INNER = 2;
  private static final String TOWER = "model.vision_tower.vision_tower.vision_model.";

  private final Map<String, HostTensor> tensors = new TreeMap<>();

  private TinyLlava() {}

  /**
   * Writes a model that says a sentence, whose tokens must differ from each other, into a folder,
   * which is given back.
   */
  public static Path write(Path folder, String sentence) throws IOException {
    Path vocabulary = Files.createDirectories(folder).resolve("tokenizer.model");
    try (InputStream in = TinyLlava.class.getResourceAsStream("tokenizer.model")) {
      Files.copy(in, vocabulary);
    }
    SentencePiece pieces = SentencePiece.read(vocabulary);
    int width = pieces.size() + pieces.size() % 2;
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"model_type": "llava", "hidden_size": %d, "num_attention_heads": 1, "num_hidden_layers": 1,
         "rms_norm_eps": 1e-05, "max_position_embeddings": 2048, "hidden_act": "silu",
         "image_aspect_ratio": "pad", "mm_projector_type": "mlp2x_gelu",
         "mm_vision_select_layer": -2, "mm_vision_select_feature": "patch",
         "mm_use_im_start_end": false}
        """
            .formatted(width));
    TinyLlava model = new TinyLlava();
    model.language(pieces, width, sentence);
    model.vision(width);
    model.save(folder.resolve("model.safetensors"));
    return folder;
  }

  private void language(SentencePiece pieces, int width, String sentence) {
    float[] words = new float[width * width];
    for (int id = 0; id < width; id++) {
      words[id * width + id] = 1;
    }
    float[] next = new float[width * width];
    List<Integer> chain = new ArrayList<>();
    List<Integer> question = pieces.encode(" ASSISTANT:");
    chain.add(question.get(question.size() - 1));
    chain.addAll(pieces.encode(sentence));
    chain.add(pieces.eos().orElseThrow());
    if (chain.stream().distinct().count() < chain.size()) {
      throw new IllegalArgumentException("A token occurs twice in " + chain);
    }
    for (int i = 0; i + 1 < chain.size(); i++) {
      next[chain.get(i + 1) * width + chain.get(i)] = 1;
    }
    put("model.embed_tokens.weight", words, width, width);
    put("lm_head.weight", next, width, width);
    for (String matrix : List.of("q_proj", "k_proj", "v_proj", "o_proj")) {
      zeros("model.layers.0.self_attn." + matrix + ".weight", width, width);
    }
    zeros("model.layers.0.mlp.gate_proj.weight", INNER, width);
    zeros("model.layers.0.mlp.up_proj.weight", INNER, width);
    zeros("model.layers.0.mlp.down_proj.weight", width, INNER);
    ones("model.layers.0.input_layernorm.weight", width);
    ones("model.layers.0.post_attention_layernorm.weight", width);
    // A factor that changes no answer tells models apart whose other values are nearly all zero.
    float[] factor = new float[width];
    Arrays.fill(factor, 1 + sentence.length() / 100f);
    put("model.norm.weight", factor, width);
  }

  private void vision(int width) {
    int patches = (PICTURE / PATCH) * (PICTURE / PATCH);
    zeros(TOWER + "embeddings.class_embedding", VISION);
    zeros(TOWER + "embeddings.patch_embedding.weight", VISION, 3, PATCH, PATCH);
    zeros(TOWER + "embeddings.position_embedding.weight", patches + 1, VISION);
    norm(TOWER + "pre_layrnorm");
    norm(TOWER + "post_layernorm");
    for (int layer = 0; layer < 2; layer++) {
      String block = TOWER + "encoder.layers." + layer + ".";
      for (String matrix : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
        zeros(block + "self_attn." + matrix + ".weight", VISION, VISION);
        zeros(block + "self_attn." + matrix + ".bias", VISION);
      }
      norm(block + "layer_norm1");
      norm(block + "layer_norm2");
      zeros(block + "mlp.fc1.weight", INNER, VISION);
      zeros(block + "mlp.fc1.bias", INNER);
      zeros(block + "mlp.fc2.weight", VISION, INNER);
      zeros(block + "mlp.fc2.bias", VISION);
    }
    zeros("model.mm_projector.0.weight", width, VISION);
    zeros("model.mm_projector.0.bias", width);
    zeros("model.mm_projector.2.weight", width, width);
    zeros("model.mm_projector.2.bias", width);
  }

  private void norm(String name) {
    ones(name + ".weight", VISION);
    zeros(name + ".bias", VISION);
  }

  private void ones(String name, int length) {
    float[] values = new float[length];
    Arrays.fill(values, 1);
    put(name, values, length);
  }

  private void zeros(String name, long... dims) {
    put(name, new float[Math.toIntExact(Shape.of(dims).elements())], dims);
  }

  private void put(String name, float[] values, long... dims) {
    tensors.put(name, HostTensor.floats(Shape.of(dims), values));
  }

  private void save(Path file) {
    Map<String, TensorInfo> infos = new TreeMap<>();
    tensors.forEach((name, tensor) -> infos.put(name, new TensorInfo(DType.F32, tensor.shape())));
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, infos, Map.of())) {
      infos.keySet().forEach(name -> writer.write(name, tensors.get(name)));
      writer.commit();
    }
  }
}
