package io.kinolake.training.convert;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.TorchFile;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The weights of one rank of a MindSpeed-MM tree under the names that they have there: what its
 * file holds below {@code model}. Thread-safe.
 */
final class RankFile implements WeightSource {
  static final String MODEL = "model";

  private static final String PREFIX = MODEL + ".";

  private final TorchFile file;
  private final Map<String, TensorInfo> tensors;

  private RankFile(TorchFile file) {
    this.file = file;
    Map<String, TensorInfo> infos = new LinkedHashMap<>();
    file.tensors()
        .forEach(
            (name, info) -> {
              if (name.startsWith(PREFIX)) {
                infos.put(name.substring(PREFIX.length()), info);
              }
            });
    this.tensors = Collections.unmodifiableMap(infos);
  }

  /**
   * Opens a file.
   *
   * @throws KinolakeException what the reader of such files finds, or WRONG_WEIGHTS if it holds no
   *     model
   */
  static RankFile open(Path path) {
    TorchFile file = TorchFile.open(path);
    RankFile opened = new RankFile(file);
    if (opened.tensors.isEmpty()) {
      boolean virtual =
          file.tensors().keySet().stream().anyMatch(name -> name.matches("model\\d.*"));
      file.close();
      throw new KinolakeException(
          FailureCode.WRONG_WEIGHTS,
          virtual
              ? "%s was written with virtual pipeline stages, which are not read. Train without them."
                  .formatted(path)
              : "%s holds no tensors below 'model'. Take a checkpoint of MindSpeed-MM."
                  .formatted(path));
    }
    return opened;
  }

  @Override
  public String origin() {
    return file.origin();
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return tensors;
  }

  @Override
  public HostTensor tensor(String name) {
    return file.tensor(PREFIX + name);
  }

  @Override
  public void read(String name, long offset, ByteBuffer target) {
    file.read(PREFIX + name, offset, target);
  }

  @Override
  public void close() {
    file.close();
  }
}
