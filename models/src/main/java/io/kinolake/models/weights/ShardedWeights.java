package io.kinolake.models.weights;

import io.kinolake.models.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights spread over several files by an index such as {@code model.safetensors.index.json} or
 * {@code pytorch_model.bin.index.json}. Thread-safe. Index and files must agree on every tensor.
 */
public final class ShardedWeights implements WeightSource {
  private final ShardIndex index;
  private final Map<String, WeightSource> shards;
  private final Map<String, TensorInfo> tensors;

  private ShardedWeights(ShardIndex index, Map<String, WeightSource> shards) {
    this.index = index;
    this.shards = shards;
    Map<String, TensorInfo> infos = new LinkedHashMap<>();
    index.fileOf().forEach((name, file) -> infos.put(name, shards.get(file).tensors().get(name)));
    this.tensors = Collections.unmodifiableMap(infos);
  }

  /**
   * Opens and checks all files.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_FOUND that lists all missing files;
   *     CORRUPT if a tensor is listed twice, is not in the file that the index says, or is in a
   *     file but not in the index; and whatever a file's own reader finds
   */
  public static ShardedWeights open(Path indexFile) {
    ShardIndex index = ShardIndex.read(indexFile);
    index.requireFiles();
    Map<String, WeightSource> shards = new LinkedHashMap<>();
    try {
      for (String file : index.files()) {
        shards.put(file, WeightFiles.openFile(index.path(file)));
      }
      checkAgreement(index, shards);
      return new ShardedWeights(index, Collections.unmodifiableMap(shards));
    } catch (RuntimeException e) {
      shards.values().forEach(WeightSource::close);
      throw e;
    }
  }

  private static void checkAgreement(ShardIndex index, Map<String, WeightSource> shards) {
    List<String> problems = new ArrayList<>();
    index
        .fileOf()
        .forEach(
            (name, file) -> {
              if (!shards.get(file).tensors().containsKey(name)) {
                problems.add("'%s' is not in %s".formatted(name, file));
              }
            });
    shards.forEach(
        (file, shard) -> {
          for (String name : shard.tensors().keySet()) {
            if (!file.equals(index.fileOf().get(name))) {
              problems.add("'%s' is in %s as well or unlisted".formatted(name, file));
            }
          }
        });
    if (!problems.isEmpty()) {
      throw WeightErrors.corrupt(
          index.index().toString(),
          "index and files disagree on %d tensors: %s"
              .formatted(problems.size(), String.join(", ", problems)));
    }
  }

  @Override
  public String origin() {
    return index.index().toString();
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return tensors;
  }

  @Override
  public HostTensor tensor(String name) {
    return shardOf(name).tensor(name);
  }

  @Override
  public void read(String name, long offset, ByteBuffer target) {
    shardOf(name).read(name, offset, target);
  }

  @Override
  public void close() {
    shards.values().forEach(WeightSource::close);
  }

  private WeightSource shardOf(String name) {
    String file = index.fileOf().get(name);
    if (file == null) {
      throw WeightErrors.noTensor(origin(), name);
    }
    return shards.get(file);
  }
}
