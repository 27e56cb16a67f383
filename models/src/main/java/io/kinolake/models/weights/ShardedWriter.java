package io.kinolake.models.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinolake.models.tensor.TensorBytes;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes weights as several safetensors files with an index, as Hugging Face publishes them: {@code
 * model-00001-of-0000N.safetensors} and {@code model.safetensors.index.json}, which comes last.
 */
public final class ShardedWriter {
  private static final String STEM = "model";
  private static final String FILE = "%s-%05d-of-%05d.safetensors";
  private static final String INDEX = ".safetensors.index.json";

  private ShardedWriter() {}

  /**
   * Writes all tensors of a source, one at a time.
   *
   * @param folder is made if need be
   * @param shardBytes of a file at most, unless a single tensor has more
   * @throws KinolakeException WRITE_FAILED
   */
  public static void copy(WeightSource source, Path folder, long shardBytes) {
    copy(source, folder, STEM, shardBytes);
  }

  /**
   * Writes all tensors of a source into files of other names.
   *
   * @param stem what the names begin with instead of {@code model}
   */
  public static void copy(WeightSource source, Path folder, String stem, long shardBytes) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.WRITE_FAILED,
          "'%s' cannot be made: %s. Choose another folder.".formatted(folder, e.getMessage()),
          e);
    }
    List<Map<String, TensorInfo>> shards = shards(source, shardBytes);
    ObjectNode index = new ObjectMapper().createObjectNode();
    index
        .putObject("metadata")
        .put(
            "total_size", source.tensors().values().stream().mapToLong(TensorInfo::byteSize).sum());
    ObjectNode fileOf = index.putObject("weight_map");
    for (int i = 0; i < shards.size(); i++) {
      String file = FILE.formatted(stem, i + 1, shards.size());
      try (SafetensorsWriter writer =
          SafetensorsWriter.create(folder.resolve(file), shards.get(i), Map.of("format", "pt"))) {
        for (String name : shards.get(i).keySet()) {
          writer.write(name, source.tensor(name));
          fileOf.put(name, file);
        }
        writer.commit();
      }
    }
    try (NewFile file = NewFile.create(folder.resolve(stem + INDEX))) {
      file.write(0, TensorBytes.wrap(index.toPrettyString().getBytes(StandardCharsets.UTF_8)));
      file.commit();
    }
  }

  private static List<Map<String, TensorInfo>> shards(WeightSource source, long shardBytes) {
    List<Map<String, TensorInfo>> shards = new ArrayList<>();
    long bytes = 0;
    for (Map.Entry<String, TensorInfo> tensor : source.tensors().entrySet()) {
      long size = tensor.getValue().byteSize();
      if (shards.isEmpty() || bytes + size > shardBytes) {
        shards.add(new LinkedHashMap<>());
        bytes = 0;
      }
      shards.get(shards.size() - 1).put(tensor.getKey(), tensor.getValue());
      bytes += size;
    }
    return shards;
  }
}
