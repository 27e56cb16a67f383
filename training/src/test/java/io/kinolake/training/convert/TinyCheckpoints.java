package io.kinolake.training.convert;

import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.networks.stepdit.StepDitNetwork;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.CastWeights;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.TestingWeights;
import io.kinolake.models.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Small transformers of Step-Video's kind. */
final class TinyCheckpoints {
  static final int LAYERS = 4;
  static final int HEADS = 4;

  private TinyCheckpoints() {}

  /** Four heads of 16 channels, four blocks. */
  static StepDitConfig config(boolean conditioned) {
    return new StepDitConfig(4, 4, 1, HEADS, 16, List.of(8, 4, 4), LAYERS, 24, 16, conditioned);
  }

  /** Random weights; with every embedder that MindSpeed-MM builds for image to video. */
  static TestingWeights weights(boolean conditioned) {
    Map<String, Shape> shapes = new TreeMap<>(StepDitNetwork.parameterShapes(config(conditioned)));
    if (conditioned) {
      for (String spare : List.of("resolution", "nframe", "fps")) {
        String embedder = "adaln_single.emb." + spare + "_embedder.";
        long width = spare.equals("resolution") ? 32 : 64;
        shapes.put(embedder + "linear_1.weight", Shape.of(width, 256));
        shapes.put(embedder + "linear_1.bias", Shape.of(width));
        shapes.put(embedder + "linear_2.weight", Shape.of(width, width));
        shapes.put(embedder + "linear_2.bias", Shape.of(width));
      }
    }
    return TestingWeights.random(shapes, 11, 1);
  }

  /** A published folder of weights in half precision, with a table in full. */
  static WeightSource half(boolean conditioned) {
    TestingWeights weights = weights(conditioned);
    Map<String, HostTensor> mixed = new TreeMap<>();
    CastWeights cast = new CastWeights(weights, DType.BF16);
    cast.tensors().keySet().forEach(name -> mixed.put(name, cast.tensor(name)));
    mixed.put("scale_shift_table", weights.tensor("scale_shift_table"));
    return new TestingWeights(mixed);
  }

  /** Writes weights as one safetensors file of a folder. */
  static Path published(Path folder, WeightSource weights) throws IOException {
    Files.createDirectories(folder);
    SafetensorsWriter.copy(
        weights, folder.resolve("diffusion_pytorch_model.safetensors"), Map.of());
    return folder;
  }
}
