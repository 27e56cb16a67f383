package io.kinolake.training.checkpoint;

import io.kinolake.models.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The moving average of all parameters in one file, put together from the ranks' parts. */
final class AverageFile {
  private AverageFile() {}

  /**
   * Writes it.
   *
   * @param model the weights; those that have no average stand for themselves
   * @param parts of the optimizer's state
   * @return the folder, or empty if no average is kept
   */
  static Optional<Path> write(Map<String, HostTensor> model, List<Path> parts, Path folder) {
    Map<String, float[]> averages = OptimizerPart.averages(model, parts);
    if (averages.isEmpty()) {
      return Optional.empty();
    }
    Map<String, HostTensor> tensors = new TreeMap<>(model);
    averages.forEach(
        (name, values) -> tensors.put(name, HostTensor.floats(model.get(name).shape(), values)));
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw CheckpointFolder.failed(folder, e);
    }
    OptimizerPart.write(tensors, folder.resolve(CheckpointFolder.MODEL));
    return Optional.of(folder);
  }
}
