package io.kinolake.models.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file, read strictly: every rule of the format is checked before
 * any content is touched (github.com/huggingface/safetensors, "Format").
 *
 * @param tensors entries in the order of the header
 * @param metadata texts under {@code __metadata__}, in the order of the header
 */
record SafetensorsHeader(Map<String, Entry> tensors, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  SafetensorsHeader {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** Where a tensor lies: {@code [begin, end)} in the data that follow the header. */
  record Entry(TensorInfo info, long begin, long end) {}

  /**
   * Parses and checks a header.
   *
   * @param dataSize bytes that follow it in the file
   */
  static SafetensorsHeader parse(String origin, byte[] json, long dataSize) {
    JsonNode root = readObject(origin, json);
    Map<String, Entry> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : root.properties()) {
      if (each.getKey().equals(METADATA)) {
        readMetadata(origin, each.getValue(), metadata);
      } else {
        tensors.put(each.getKey(), entry(origin, each.getKey(), each.getValue()));
      }
    }
    checkRanges(origin, tensors, dataSize);
    return new SafetensorsHeader(tensors, metadata);
  }

  private static JsonNode readObject(String origin, byte[] json) {
    try {
      JsonNode root = JSON.readTree(json);
      if (!root.isObject()) {
        throw WeightErrors.corrupt(origin, "its header is no JSON object");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw WeightErrors.corrupt(
          origin, "its header is no valid JSON (" + e.getOriginalMessage() + ")");
    } catch (IOException e) {
      throw WeightErrors.notReadable(origin, e);
    }
  }

  private static void readMetadata(String origin, JsonNode node, Map<String, String> metadata) {
    for (Map.Entry<String, JsonNode> each : node.properties()) {
      if (!each.getValue().isTextual()) {
        throw WeightErrors.corrupt(origin, "its metadata '%s' is no text".formatted(each.getKey()));
      }
      metadata.put(each.getKey(), each.getValue().textValue());
    }
  }

  private static Entry entry(String origin, String name, JsonNode node) {
    List<Long> offsets = longs(origin, name, node, "data_offsets");
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw WeightErrors.corrupt(
          origin, "the data_offsets of tensor '%s' are %s".formatted(name, offsets));
    }
    TensorInfo info = info(origin, name, node);
    long length = offsets.get(1) - offsets.get(0);
    if (info.byteSize() != length) {
      throw WeightErrors.corrupt(
          origin,
          "tensor '%s' is %s, which takes %d bytes, but has %d"
              .formatted(name, info, info.byteSize(), length));
    }
    return new Entry(info, offsets.get(0), offsets.get(1));
  }

  private static TensorInfo info(String origin, String name, JsonNode node) {
    String dtype = node.path("dtype").asText("");
    List<Long> dims = longs(origin, name, node, "shape");
    TensorInfo info;
    try {
      info = new TensorInfo(DType.valueOf(dtype), new Shape(dims));
      if (info.byteSize() < 0) {
        throw new ArithmeticException("overflow");
      }
    } catch (ArithmeticException e) {
      throw WeightErrors.corrupt(origin, "tensor '%s' has shape %s".formatted(name, dims));
    } catch (IllegalArgumentException e) {
      throw WeightErrors.refused(
          origin,
          "tensor '%s' has type '%s' and shape %s (%s); known types are %s"
              .formatted(name, dtype, dims, e.getMessage(), List.of(DType.values())));
    }
    return info;
  }

  private static List<Long> longs(String origin, String name, JsonNode node, String field) {
    List<Long> values = new ArrayList<>();
    boolean valid = node.path(field).isArray();
    for (JsonNode each : node.path(field)) {
      valid &= each.isIntegralNumber() && each.canConvertToLong() && each.longValue() >= 0;
      values.add(each.longValue());
    }
    if (!valid) {
      throw WeightErrors.corrupt(origin, "tensor '%s' lacks a valid '%s'".formatted(name, field));
    }
    return values;
  }

  private static void checkRanges(String origin, Map<String, Entry> tensors, long dataSize) {
    List<Map.Entry<String, Entry>> inOrder = new ArrayList<>(tensors.entrySet());
    inOrder.sort(
        Comparator.<Map.Entry<String, Entry>>comparingLong(each -> each.getValue().begin())
            .thenComparingLong(each -> each.getValue().end()));
    long end = 0;
    String before = "the start of the data";
    for (Map.Entry<String, Entry> each : inOrder) {
      Entry entry = each.getValue();
      if (entry.begin() != end) {
        throw WeightErrors.corrupt(
            origin,
            "tensor '%s' at bytes %d to %d %s %s, which ends at %d"
                .formatted(
                    each.getKey(),
                    entry.begin(),
                    entry.end(),
                    entry.begin() < end ? "overlaps" : "leaves a gap after",
                    before,
                    end));
      }
      end = entry.end();
      before = "tensor '" + each.getKey() + "'";
    }
    checkEnd(origin, end, dataSize);
  }

  private static void checkEnd(String origin, long end, long dataSize) {
    if (end > dataSize) {
      throw WeightErrors.truncated(
          origin, "the tensors take %d bytes, the file has %d of them".formatted(end, dataSize));
    }
    if (end < dataSize) {
      throw WeightErrors.corrupt(
          origin, "%d bytes follow the last tensor".formatted(dataSize - end));
    }
  }
}
