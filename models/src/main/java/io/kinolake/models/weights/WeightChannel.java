package io.kinolake.models.weights;

import io.kinolake.models.tensor.TensorBytes;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A weight file, open for reading at any position; thread-safe. */
final class WeightChannel implements AutoCloseable {
  private final String origin;
  private final FileChannel channel;
  private final long size;

  private WeightChannel(String origin, FileChannel channel, long size) {
    this.origin = origin;
    this.channel = channel;
    this.size = size;
  }

  static WeightChannel open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new KinolakeException(
          FailureCode.NOT_FOUND, "There is no weight file %s; check the path".formatted(file));
    }
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      return new WeightChannel(file.toString(), channel, channel.size());
    } catch (IOException e) {
      throw WeightErrors.notReadable(file.toString(), e);
    }
  }

  String origin() {
    return origin;
  }

  /** The size when the file was opened. */
  long size() {
    return size;
  }

  TensorBytes map(long offset, long length) {
    try {
      return TensorBytes.map(channel, offset, length);
    } catch (IOException e) {
      throw WeightErrors.notReadable(origin, e);
    }
  }

  /** Fills the buffer from a position of the file. */
  void read(long offset, ByteBuffer target) {
    long position = offset;
    try {
      while (target.hasRemaining()) {
        int count = channel.read(target, position);
        if (count < 0) {
          throw WeightErrors.truncated(
              origin,
              "it ends at byte %d, %d more are needed".formatted(position, target.remaining()));
        }
        position += count;
      }
    } catch (IOException e) {
      throw WeightErrors.notReadable(origin, e);
    }
  }

  byte[] read(long offset, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    read(offset, bytes);
    return bytes.array();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw WeightErrors.notReadable(origin, e);
    }
  }
}
