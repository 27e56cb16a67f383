package io.kinolake.models.weights;

import io.kinolake.models.tensor.TensorBytes;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file being written beside its place, which it takes in one step when it is complete. Not
 * thread-safe.
 */
final class NewFile implements AutoCloseable {
  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private boolean committed;

  private NewFile(Path target, Path temporary, FileChannel channel) {
    this.target = target;
    this.temporary = temporary;
    this.channel = channel;
  }

  static NewFile create(Path target) {
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      return new NewFile(
          target,
          temporary,
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  void write(long position, ByteBuffer source) {
    long at = position;
    try {
      while (source.hasRemaining()) {
        at += channel.write(source, at);
      }
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  void write(long position, TensorBytes source) {
    long at = position;
    for (ByteBuffer piece : source.pieces()) {
      int length = piece.remaining();
      write(at, piece);
      at += length;
    }
  }

  /** Makes the file durable and gives it its name. */
  void commit() {
    try {
      channel.force(true);
      channel.close();
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      committed = true;
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  /** Removes what was not committed. */
  @Override
  public void close() {
    if (committed) {
      return;
    }
    try {
      channel.close();
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  private static KinolakeException failed(Path target, IOException cause) {
    return new KinolakeException(
        FailureCode.WRITE_FAILED,
        "%s cannot be written: %s; check space and rights".formatted(target, cause),
        cause);
  }
}
