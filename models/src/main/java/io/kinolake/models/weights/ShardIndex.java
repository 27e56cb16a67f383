package io.kinolake.models.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An index of sharded weights ({@code *.index.json}): {@code weight_map} says for each tensor which
 * file beside the index holds it.
 *
 * @param fileOf the file's name by the tensor's, in the order of the index
 */
record ShardIndex(Path index, Map<String, String> fileOf) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  ShardIndex {
    fileOf = Collections.unmodifiableMap(new LinkedHashMap<>(fileOf));
  }

  static ShardIndex read(Path index) {
    JsonNode weightMap = parse(index).path("weight_map");
    if (!weightMap.isObject()) {
      throw WeightErrors.corrupt(index.toString(), "it has no weight_map");
    }
    Map<String, String> fileOf = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : weightMap.properties()) {
      String file = each.getValue().asText("");
      if (file.isEmpty() || file.contains("/") || file.contains("\\") || file.equals("..")) {
        throw WeightErrors.refused(
            index.toString(),
            "tensor '%s' is said to be in '%s', which is no file beside it"
                .formatted(each.getKey(), file));
      }
      fileOf.put(each.getKey(), file);
    }
    return new ShardIndex(index, fileOf);
  }

  /** The files, each once. */
  Set<String> files() {
    return new LinkedHashSet<>(fileOf.values());
  }

  Path path(String file) {
    return index.resolveSibling(file);
  }

  /** Names of the files that are not beside the index. */
  List<String> missing() {
    return files().stream().filter(file -> !Files.isRegularFile(path(file))).toList();
  }

  void requireFiles() {
    List<String> missing = missing();
    if (!missing.isEmpty()) {
      throw new KinolakeException(
          FailureCode.NOT_FOUND,
          "%s lists %d files that are not beside it: %s; fetch them"
              .formatted(index, missing.size(), String.join(", ", missing)));
    }
  }

  private static JsonNode parse(Path index) {
    try {
      return JSON.readTree(Files.readAllBytes(index));
    } catch (JsonProcessingException e) {
      throw WeightErrors.corrupt(index.toString(), "no valid JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw WeightErrors.notReadable(index.toString(), e);
    }
  }
}
