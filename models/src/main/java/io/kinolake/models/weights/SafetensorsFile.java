package io.kinolake.models.weights;

import io.kinolake.models.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** One safetensors file, mapped; checked completely when it is opened. Thread-safe. */
public final class SafetensorsFile implements WeightSource {
  /** The longest header that the format allows, bytes. */
  static final long LONGEST_HEADER = 100_000_000;

  private static final int LENGTH_BYTES = Long.BYTES;

  private final WeightChannel channel;
  private final SafetensorsHeader header;
  private final long dataStart;
  private final Map<String, TensorInfo> tensors;

  private SafetensorsFile(WeightChannel channel, SafetensorsHeader header, long dataStart) {
    this.channel = channel;
    this.header = header;
    this.dataStart = dataStart;
    Map<String, TensorInfo> infos = new LinkedHashMap<>();
    header.tensors().forEach((name, entry) -> infos.put(name, entry.info()));
    this.tensors = Collections.unmodifiableMap(infos);
  }

  /**
   * Opens a file and checks it: header, types, and that the tensors fill the data without overlap,
   * gap or rest.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_FOUND, NOT_READABLE, TRUNCATED,
   *     CORRUPT, or FORBIDDEN_FORMAT for an unknown type of elements
   */
  public static SafetensorsFile open(Path file) {
    WeightChannel channel = WeightChannel.open(file);
    try {
      return parse(channel);
    } catch (RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static SafetensorsFile parse(WeightChannel channel) {
    if (channel.size() < LENGTH_BYTES) {
      throw WeightErrors.truncated(
          channel.origin(), "it has %d bytes and no header".formatted(channel.size()));
    }
    long length =
        ByteBuffer.wrap(channel.read(0, LENGTH_BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > LONGEST_HEADER) {
      throw WeightErrors.corrupt(
          channel.origin(),
          "it says that its header has %s bytes, the limit is %d; is it a safetensors file?"
              .formatted(Long.toUnsignedString(length), LONGEST_HEADER));
    }
    if (length > channel.size() - LENGTH_BYTES) {
      throw WeightErrors.truncated(
          channel.origin(),
          "its header has %d bytes, the file %d".formatted(length, channel.size()));
    }
    long dataStart = LENGTH_BYTES + length;
    byte[] json = channel.read(LENGTH_BYTES, (int) length);
    return new SafetensorsFile(
        channel,
        SafetensorsHeader.parse(channel.origin(), json, channel.size() - dataStart),
        dataStart);
  }

  @Override
  public String origin() {
    return channel.origin();
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return tensors;
  }

  /** The texts that the writer added, in order; unmodifiable. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  @Override
  public HostTensor tensor(String name) {
    SafetensorsHeader.Entry entry = entry(name);
    return new HostTensor(
        entry.info().dtype(),
        entry.info().shape(),
        channel.map(dataStart + entry.begin(), entry.end() - entry.begin()));
  }

  @Override
  public void read(String name, long offset, ByteBuffer target) {
    SafetensorsHeader.Entry entry = entry(name);
    Objects.checkFromIndexSize(offset, target.remaining(), entry.info().byteSize());
    channel.read(dataStart + entry.begin() + offset, target);
  }

  @Override
  public void close() {
    channel.close();
  }

  private SafetensorsHeader.Entry entry(String name) {
    SafetensorsHeader.Entry entry = header.tensors().get(name);
    if (entry == null) {
      throw WeightErrors.noTensor(origin(), name);
    }
    return entry;
  }
}
