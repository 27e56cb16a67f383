package io.kinolake.training.checkpoint;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.SafetensorsFile;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.training.model.ModelPart;
import io.kinolake.training.model.Window;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Files of whole parameters, put together from the ranks' parts; one parameter is in memory. */
final class WholeWeights {
  private WholeWeights() {}

  /**
   * Makes whole weights of shards.
   *
   * @param shards files by tensor-parallel rank; the only one is moved
   */
  static void join(List<Path> shards, ModelPart model, Path target) throws IOException {
    if (shards.size() == 1) {
      Files.move(shards.get(0), target);
      return;
    }
    Map<String, Shape> shapes = model.shapes();
    try (OpenFiles files = OpenFiles.open(shards)) {
      write(shapes, target, name -> joined(name, shapes.get(name), files, model));
    }
  }

  private static HostTensor joined(String name, Shape whole, OpenFiles files, ModelPart model) {
    if (!model.holding(name).isShard()) {
      return files.list().get(0).tensor(name);
    }
    float[] values = new float[Math.toIntExact(whole.elements())];
    for (int rank = 0; rank < model.ranks(); rank++) {
      float[] shard = files.list().get(rank).tensor(name).toFloats();
      model.of(rank).shard(name).put(shard, values);
    }
    return HostTensor.floats(whole, values);
  }

  /**
   * Writes the moving average.
   *
   * @param model the weights; those that have no average stand for themselves
   * @param parts of the optimizer's state
   * @return the folder, or empty if no average is kept
   */
  static Optional<Path> average(Path model, List<Path> parts, Path folder) throws IOException {
    try (SafetensorsFile weights = SafetensorsFile.open(model);
        OpenFiles files = OpenFiles.open(parts)) {
      Map<String, List<Entry>> averages = averages(files, parts);
      if (averages.isEmpty()) {
        return Optional.empty();
      }
      Files.createDirectories(folder);
      Map<String, Shape> shapes = new TreeMap<>();
      weights.tensors().forEach((name, info) -> shapes.put(name, info.shape()));
      write(
          shapes,
          folder.resolve(CheckpointFolder.MODEL),
          name -> averaged(weights.tensor(name), averages.getOrDefault(name, List.of())));
      return Optional.of(folder);
    }
  }

  /** A stored piece of an average. */
  private record Entry(SafetensorsFile file, String key, Window.Piece piece) {}

  private static Map<String, List<Entry>> averages(OpenFiles files, List<Path> parts) {
    Map<String, List<Entry>> averages = new TreeMap<>();
    for (int i = 0; i < parts.size(); i++) {
      SafetensorsFile file = files.list().get(i);
      for (String key : file.tensors().keySet()) {
        OptimizerPart.Stored stored = OptimizerPart.Stored.of(key, parts.get(i));
        if (stored.kind() == OptimizerPart.Kind.AVERAGE) {
          averages
              .computeIfAbsent(stored.name(), name -> new ArrayList<>())
              .add(new Entry(file, key, stored.piece()));
        }
      }
    }
    return averages;
  }

  private static HostTensor averaged(HostTensor weight, List<Entry> pieces) {
    float[] values = weight.toFloats();
    Window.Piece all = new Window.Piece(Window.from(0), 0, values.length);
    for (Entry entry : pieces) {
      FloatBuffer stored = FloatBuffer.wrap(entry.file().tensor(entry.key()).toFloats());
      entry.piece().copy(stored, all, FloatBuffer.wrap(values));
    }
    return HostTensor.floats(weight.shape(), values);
  }

  private static void write(
      Map<String, Shape> shapes, Path target, Function<String, HostTensor> values) {
    Map<String, TensorInfo> infos = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> infos.put(name, new TensorInfo(DType.F32, shape)));
    try (SafetensorsWriter writer = SafetensorsWriter.create(target, infos, Map.of())) {
      shapes.keySet().forEach(name -> writer.write(name, values.apply(name)));
      writer.commit();
    }
  }

  /** Owns files until it is closed. */
  private record OpenFiles(List<SafetensorsFile> list) implements AutoCloseable {
    static OpenFiles open(List<Path> paths) {
      OpenFiles files = new OpenFiles(new ArrayList<>());
      try {
        paths.forEach(path -> files.list().add(SafetensorsFile.open(path)));
        return files;
      } catch (RuntimeException e) {
        files.close();
        throw e;
      }
    }

    @Override
    public void close() {
      list.forEach(SafetensorsFile::close);
    }
  }
}
