package io.kinolake.training.sample;

import io.kinolake.models.networks.TinyOpenSoraTree;
import io.kinolake.models.networks.stdit.StditConfig;
import io.kinolake.models.networks.stdit.StditNetwork;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.networks.stepdit.StepDitNetwork;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.ModelFolder;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.TensorInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Writes small transformers of random weights for the tiny feature set. */
public final class TinyModels {
  private TinyModels() {}

  /** Step-Video's kind. */
  public static Path flow(Path folder, boolean conditioned) throws IOException {
    return write(
        folder,
        """
        {"num_attention_heads": 2, "attention_head_dim": 16, "in_channels": 12, "out_channels": 12,
         "num_layers": 1, "patch_size": 1, "use_additional_conditions": %s,
         "caption_channels": [64, 8]}
        """
            .formatted(conditioned),
        at -> StepDitNetwork.parameterShapes(StepDitConfig.of(ModelFolder.read(at))),
        0.1f);
  }

  /** The same with weights that no number of 32 bits survives. */
  public static Path overflowing(Path folder) throws IOException {
    return write(
        folder,
        """
        {"num_attention_heads": 2, "attention_head_dim": 16, "in_channels": 12, "out_channels": 12,
         "num_layers": 1, "patch_size": 1, "caption_channels": [64, 8]}
        """,
        at -> StepDitNetwork.parameterShapes(StepDitConfig.of(ModelFolder.read(at))),
        1e30f);
  }

  /** Open-Sora's kind. */
  public static Path diffusion(Path folder) throws IOException {
    return write(
        folder,
        """
        {"in_channels": 12, "hidden_size": 32, "depth": 1, "caption_channels": 64,
         "model_max_length": 16, "patch_size": [1, 1, 1], "num_heads": 2, "mlp_ratio": 2.0}
        """,
        at -> StditNetwork.parameterShapes(StditConfig.of(ModelFolder.read(at))),
        0.1f);
  }

  /**
   * Open-Sora's models in their published layouts below a folder: {@code stdit}, {@code t5} and
   * {@code vae}; skips the test where the shared folder lacks the last two's files.
   */
  public static void openSora(Path folder) throws IOException {
    write(
        folder.resolve("stdit"),
        """
        {"in_channels": 4, "hidden_size": 32, "depth": 1, "caption_channels": 16,
         "model_max_length": 12, "patch_size": [1, 2, 2], "num_heads": 2, "mlp_ratio": 2.0}
        """,
        at -> StditNetwork.parameterShapes(StditConfig.of(ModelFolder.read(at))),
        0.1f);
    TinyOpenSoraTree.write(folder);
  }

  /** The shapes of a folder's parameters by its sizes. */
  private interface Shapes {
    Map<String, Shape> of(Path folder);
  }

  private static Path write(Path folder, String config, Shapes shapes, float deviation)
      throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("config.json"), config);
    writeRandom(folder.resolve("model.safetensors"), shapes.of(folder), deviation);
    return folder;
  }

  static void writeRandom(Path file, Map<String, Shape> shapes, float deviation) {
    Random random = new Random(5);
    Map<String, TensorInfo> infos = new TreeMap<>();
    shapes.forEach((name, shape) -> infos.put(name, new TensorInfo(DType.F32, shape)));
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, infos, Map.of())) {
      infos.forEach(
          (name, info) -> {
            float[] values = new float[(int) info.shape().elements()];
            for (int i = 0; i < values.length; i++) {
              values[i] = (float) random.nextGaussian() * deviation;
            }
            writer.write(name, HostTensor.floats(info.shape(), values));
          });
      writer.commit();
    }
  }
}
