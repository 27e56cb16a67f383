package io.kinolake.models.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinolake.models.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes a safetensors file tensor by tensor, so that only one of them need be in memory. What the
 * file will hold is said at the start; the tensors may then come in any order, and the bytes of the
 * file depend on names, contents and metadata only. It appears under its name when it is complete.
 * Not thread-safe.
 *
 * <p>In the file wider elements come first and names are in order, so every tensor is aligned to
 * its elements; the data start at a multiple of {@value #ALIGNMENT} bytes.
 */
public final class SafetensorsWriter implements AutoCloseable {
  private static final int ALIGNMENT = 64;

  private static final Comparator<Map.Entry<String, TensorInfo>> LAYOUT =
      Comparator.<Map.Entry<String, TensorInfo>>comparingInt(
              each -> -each.getValue().dtype().bytes())
          .thenComparing(Map.Entry::getKey);

  private final NewFile file;
  private final Map<String, TensorInfo> tensors;
  private final Map<String, Long> offsets;
  private final TreeSet<String> missing;

  private SafetensorsWriter(
      NewFile file, Map<String, TensorInfo> tensors, Map<String, Long> offsets) {
    this.file = file;
    this.tensors = tensors;
    this.offsets = offsets;
    this.missing = new TreeSet<>(tensors.keySet());
  }

  /**
   * Starts a file.
   *
   * @param tensors all that it will hold
   * @param metadata texts for its header; may be empty
   * @throws io.kinolake.schemas.failure.KinolakeException WRITE_FAILED
   */
  public static SafetensorsWriter create(
      Path target, Map<String, TensorInfo> tensors, Map<String, String> metadata) {
    if (tensors.containsKey(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException("A tensor cannot be called __metadata__");
    }
    Map<String, Long> offsets = new HashMap<>();
    byte[] header = header(tensors, metadata, offsets);
    offsets.replaceAll((name, offset) -> offset + header.length);
    NewFile file = NewFile.create(target);
    try {
      file.write(0, ByteBuffer.wrap(header));
      return new SafetensorsWriter(
          file, Collections.unmodifiableMap(new HashMap<>(tensors)), offsets);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Writes all tensors of a source. */
  public static void copy(WeightSource source, Path target, Map<String, String> metadata) {
    try (SafetensorsWriter writer = create(target, source.tensors(), metadata)) {
      source.tensors().keySet().forEach(name -> writer.write(name, source.tensor(name)));
      writer.commit();
    }
  }

  /**
   * Writes a tensor.
   *
   * @throws IllegalArgumentException if it is not expected, is there already, or is of another type
   *     or shape
   */
  public void write(String name, HostTensor tensor) {
    TensorInfo info = new TensorInfo(tensor.dtype(), tensor.shape());
    if (!info.equals(tensors.get(name))) {
      throw new IllegalArgumentException(
          "Tensor '%s' is %s, announced was %s".formatted(name, info, tensors.get(name)));
    }
    if (!missing.remove(name)) {
      throw new IllegalArgumentException("Tensor '%s' is written twice".formatted(name));
    }
    file.write(offsets.get(name), tensor.bytes());
  }

  /**
   * Completes the file.
   *
   * @throws IllegalStateException if a tensor is missing
   */
  public void commit() {
    if (!missing.isEmpty()) {
      throw new IllegalStateException("Tensors were not written: " + missing);
    }
    file.commit();
  }

  /** Removes a file that was not completed. */
  @Override
  public void close() {
    file.close();
  }

  private static byte[] header(
      Map<String, TensorInfo> tensors, Map<String, String> metadata, Map<String, Long> offsets) {
    ObjectNode root = JsonMapper.builder().build().createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = root.putObject(SafetensorsHeader.METADATA);
      new TreeMap<>(metadata).forEach(texts::put);
    }
    List<Map.Entry<String, TensorInfo>> inOrder = new ArrayList<>(tensors.entrySet());
    inOrder.sort(LAYOUT);
    long at = 0;
    for (Map.Entry<String, TensorInfo> each : inOrder) {
      ObjectNode entry = root.putObject(each.getKey());
      entry.put("dtype", each.getValue().dtype().name());
      each.getValue().shape().dims().forEach(entry.putArray("shape")::add);
      offsets.put(each.getKey(), at);
      long end = Math.addExact(at, each.getValue().byteSize());
      entry.putArray("data_offsets").add(at).add(end);
      at = end;
    }
    return padded(root.toString().getBytes(UTF_8));
  }

  private static byte[] padded(byte[] json) {
    int length =
        Math.toIntExact(-Math.floorDiv(-(Long.BYTES + (long) json.length), ALIGNMENT)) * ALIGNMENT;
    if (length - Long.BYTES > SafetensorsFile.LONGEST_HEADER) {
      throw new IllegalArgumentException("A header of %d bytes".formatted(length));
    }
    ByteBuffer header = ByteBuffer.wrap(new byte[length]).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(length - Long.BYTES).put(json);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.array();
  }
}
