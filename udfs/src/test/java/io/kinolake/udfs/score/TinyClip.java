package io.kinolake.udfs.score;

import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.clip.ClipConfig;
import io.kinolake.models.networks.clip.ClipImageEncoder;
import io.kinolake.models.networks.clip.ClipText;
import io.kinolake.models.networks.clip.ClipVision;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A small CLIP of random weights and a predictor for it, in files of the published form. */
final class TinyClip {
  private static final ClipConfig CONFIG =
      new ClipConfig(
          16,
          new ClipConfig.Vision(32, 16, 64, 2, 1, 128),
          new ClipConfig.Text(20, 8, 64, 1, 1, 128));

  private TinyClip() {}

  /** Writes the model. */
  static Path writeModel(Path file, long seed) {
    Map<String, Shape> shapes = new TreeMap<>();
    try (Network network =
        Network.build(
            NetworkOptions.DEFAULT,
            builder -> {
              builder.output(
                  "pictures",
                  ClipVision.features(
                      builder.scope().at("visual"),
                      CONFIG.vision(),
                      CONFIG.embedDim(),
                      builder.input("images", TFloat32.class, -1, 3, 32, 32)));
              builder.output(
                  "texts",
                  ClipText.features(
                      builder.scope(),
                      CONFIG.text(),
                      CONFIG.embedDim(),
                      builder.input("tokens", TInt32.class, -1, 8)));
            })) {
      shapes.putAll(network.parameterShapes());
    }
    return write(file, shapes, seed);
  }

  /** The picture side of a written model, as a server has it. */
  static Map<String, TensorModel> served(Path file) {
    try (WeightSource weights = WeightFiles.open(file)) {
      return Map.of(
          "clip-image", ClipImageEncoder.network(NetworkOptions.DEFAULT, CONFIG, weights));
    }
  }

  /** Writes a predictor of one layer. */
  static Path writeHead(Path file, long seed) {
    return write(file, Map.of("weight", Shape.of(1, 16), "bias", Shape.of(1)), seed);
  }

  private static Path write(Path file, Map<String, Shape> shapes, long seed) {
    Map<String, TensorInfo> infos = new TreeMap<>();
    shapes.forEach((name, shape) -> infos.put(name, new TensorInfo(DType.F32, shape)));
    Random random = new Random(seed);
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, infos, Map.of())) {
      infos.forEach(
          (name, info) -> {
            float[] values = new float[(int) info.shape().elements()];
            for (int i = 0; i < values.length; i++) {
              values[i] = (float) random.nextGaussian() * 0.3f;
            }
            writer.write(name, HostTensor.floats(info.shape(), values));
          });
      writer.commit();
    }
    return file;
  }
}
