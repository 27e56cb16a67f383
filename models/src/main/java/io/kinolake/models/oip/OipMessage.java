package io.kinolake.models.oip;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorBytes;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The body of a request or an answer: JSON, and behind it the bytes of tensors that are not written
 * in it, in the order of their mention.
 */
final class OipMessage {
  /** The HTTP header that tells where the JSON ends. */
  static final String LENGTH = "Inference-Header-Content-Length";

  static final String BINARY_SIZE = "binary_data_size";
  static final ObjectMapper JSON = new ObjectMapper();

  private static final String PARAMETERS = "parameters";
  private static final String DATATYPE = "datatype";
  private static final String SHAPE = "shape";
  private static final String NAME = "name";
  private static final String DATA = "data";
  private static final int MOST_DIMENSIONS = 32;

  private final byte[] body;
  private final OptionalInt headerLength;

  /**
   * @param body what is sent; the caller gives up the array
   * @param headerLength bytes of the JSON where others follow it; the value of {@link #LENGTH}
   */
  OipMessage(byte[] body, OptionalInt headerLength) {
    this.body = body;
    this.headerLength = headerLength;
  }

  /** What is sent, not copied. */
  byte[] body() {
    return body;
  }

  OptionalInt headerLength() {
    return headerLength;
  }

  /**
   * Writes tensors.
   *
   * @param header the other fields of the message
   * @param field {@code inputs} or {@code outputs}
   * @param binary whether their bytes follow the JSON
   */
  static OipMessage of(
      ObjectNode header, String field, Map<String, HostTensor> tensors, boolean binary) {
    List<ByteBuffer> following = new ArrayList<>();
    var list = header.putArray(field);
    tensors.forEach(
        (name, tensor) -> {
          ObjectNode node = list.addObject();
          node.put(NAME, name).put(DATATYPE, Datatypes.name(tensor.dtype()));
          tensor.shape().dims().forEach(node.putArray(SHAPE)::add);
          if (binary) {
            node.putObject(PARAMETERS).put(BINARY_SIZE, tensor.bytes().size());
            following.addAll(tensor.bytes().pieces());
          } else {
            JsonTensor.write(tensor, node.putArray(DATA));
          }
        });
    byte[] json = bytes(header);
    return binary
        ? new OipMessage(joined(json, following), OptionalInt.of(json.length))
        : new OipMessage(json, OptionalInt.empty());
  }

  /**
   * The JSON of a message.
   *
   * @throws MalformedMessage if it is none
   */
  JsonNode header() {
    int length = headerLength.orElse(body.length);
    if (length < 0 || length > body.length) {
      throw new MalformedMessage(
          "%s is %d, of a body of %d bytes".formatted(LENGTH, length, body.length));
    }
    try {
      JsonNode header = JSON.readTree(body, 0, length);
      if (header != null && header.isObject()) {
        return header;
      }
      throw new MalformedMessage("the body is no JSON object");
    } catch (IOException e) {
      throw new MalformedMessage("the body is no JSON: " + String.valueOf(e.getMessage()));
    }
  }

  /**
   * Reads tensors.
   *
   * @param field {@code inputs} or {@code outputs}
   * @throws MalformedMessage if they contradict themselves
   */
  Map<String, HostTensor> tensors(JsonNode header, String field) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    int offset = headerLength.orElse(body.length);
    for (JsonNode node : header.path(field)) {
      String name = node.path(NAME).asText();
      try {
        long size = node.path(PARAMETERS).path(BINARY_SIZE).asLong(-1);
        HostTensor tensor = size < 0 ? inJson(node) : behind(node, offset, size);
        offset += size < 0 ? 0 : (int) size;
        if (tensors.put(name, tensor) != null) {
          throw new MalformedMessage("it is there twice");
        }
      } catch (MalformedMessage | IllegalArgumentException e) {
        throw new MalformedMessage("tensor '%s': %s".formatted(name, e.getMessage()));
      }
    }
    if (offset != body.length) {
      throw new MalformedMessage(
          "%d bytes follow that belong to no tensor".formatted(body.length - offset));
    }
    return tensors;
  }

  private static HostTensor inJson(JsonNode node) {
    return JsonTensor.read(dtype(node), shape(node), node.path(DATA));
  }

  private HostTensor behind(JsonNode node, int offset, long size) {
    if (size > body.length - offset) {
      throw new MalformedMessage(
          "%d bytes are announced, %d are there".formatted(size, body.length - offset));
    }
    return new HostTensor(
        dtype(node), shape(node), TensorBytes.wrap(ByteBuffer.wrap(body, offset, (int) size)));
  }

  private static io.kinolake.models.tensor.DType dtype(JsonNode node) {
    String name = node.path(DATATYPE).asText();
    return Datatypes.of(name)
        .orElseThrow(() -> new MalformedMessage("'%s' is no datatype here".formatted(name)));
  }

  private static Shape shape(JsonNode node) {
    JsonNode shape = node.path(SHAPE);
    if (!shape.isArray() || shape.size() > MOST_DIMENSIONS) {
      throw new MalformedMessage("it has no shape");
    }
    List<Long> dims = new ArrayList<>();
    shape.forEach(dim -> dims.add(dim.asLong(-1)));
    return new Shape(dims);
  }

  private static byte[] bytes(JsonNode header) {
    try {
      return JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("JSON could not be written", e);
    }
  }

  private static byte[] joined(byte[] json, List<ByteBuffer> following) {
    long size = json.length + following.stream().mapToLong(ByteBuffer::remaining).sum();
    if (size > Integer.MAX_VALUE - 8) {
      throw new KinolakeException(
          FailureCode.TOO_LARGE,
          "Tensors of %d bytes do not fit into one message; give the model smaller batches."
              .formatted(size));
    }
    ByteBuffer target = ByteBuffer.allocate((int) size).put(json);
    following.forEach(target::put);
    return target.array();
  }
}
