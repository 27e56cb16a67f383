package io.kinolake.models.networks;

import io.kinolake.models.SharedFolder;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.t5.T5Config;
import io.kinolake.models.networks.t5.T5Network;
import io.kinolake.models.tokenizer.T5Tokenizer;
import io.kinolake.models.weights.ModelFolder;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.TestingWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Writes the encoders of Open-Sora's features as they are published, small: an autoencoder of
 * recorded weights and a T5 of random ones. Tests are skipped where the shared folder lacks their
 * files.
 */
public final class TinyOpenSoraTree {
  private TinyOpenSoraTree() {}

  /** Writes {@code vae} and {@code t5} into a folder, which is given back. */
  public static Path write(Path folder) throws IOException {
    Path golden = SharedFolder.require("golden/sd_vae");
    Path words = SharedFolder.require("golden/tokenizers/sentencepiece_unigram/spiece.model");
    Path vae = Files.createDirectories(folder.resolve("vae"));
    Files.copy(golden.resolve("config.json"), vae.resolve("config.json"));
    Files.copy(
        golden.resolve("weights.safetensors"), vae.resolve("diffusion_pytorch_model.safetensors"));
    Path t5 = Files.createDirectories(folder.resolve("t5"));
    Files.copy(words, t5.resolve("spiece.model"));
    Files.writeString(
        t5.resolve("config.json"),
        """
        {"model_type": "t5", "vocab_size": %d, "d_model": 16, "d_kv": 4, "d_ff": 24,
         "num_layers": 1, "num_heads": 4, "relative_attention_num_buckets": 32,
         "relative_attention_max_distance": 128, "layer_norm_epsilon": 1e-06}
        """
            .formatted(T5Tokenizer.read(words).size()));
    TestingWeights weights = t5(T5Config.of(ModelFolder.read(t5)));
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(t5.resolve("model.safetensors"), weights.tensors(), Map.of())) {
      weights.tensors().keySet().forEach(name -> writer.write(name, weights.tensor(name)));
      writer.commit();
    }
    return folder;
  }

  private static TestingWeights t5(T5Config config) {
    try (Network network =
        Network.build(
            NetworkOptions.DEFAULT,
            builder ->
                builder.output(
                    "hidden",
                    T5Network.encode(
                        builder.scope(),
                        config,
                        builder.input("ids", TInt32.class, -1, -1),
                        builder.input("mask", TFloat32.class, -1, -1))))) {
      return TestingWeights.random(network.parameterShapes(), 5, 0.2f);
    }
  }
}
