package io.kinolake.training.data;

import io.kinolake.models.tensor.TensorBytes;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Feature;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A shard in memory: mapped once, and tensors are views of that. Of a shard that a buffer of the
 * JDK cannot hold, each tensor is mapped by itself. Thread-safe; holds no open file.
 */
final class MappedShard {
  private final Path file;
  private final long size;
  private final Optional<MappedByteBuffer> whole;

  private MappedShard(Path file, long size, Optional<MappedByteBuffer> whole) {
    this.file = file;
    this.size = size;
    this.whole = whole;
  }

  /**
   * Maps a shard.
   *
   * @param wanted the tensor that it is opened for
   */
  static MappedShard open(Path file, Wanted wanted) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      Optional<MappedByteBuffer> whole =
          size <= Integer.MAX_VALUE
              ? Optional.of(channel.map(FileChannel.MapMode.READ_ONLY, 0, size))
              : Optional.empty();
      return new MappedShard(file, size, whole);
    } catch (NoSuchFileException e) {
      throw wanted.failure(
          FailureCode.NOT_FOUND,
          "there is no file %s; shards of old versions are removed by 'maintain' and those of forgotten sources by 'forget'. Train on the newest version, or restore the file"
              .formatted(file),
          e);
    } catch (IOException e) {
      throw notReadable(wanted, e);
    }
  }

  TensorBytes bytes(Wanted wanted) {
    Feature.Place place = wanted.place();
    if (place.offsetBytes() < 0
        || place.sizeBytes() < 0
        || place.sizeBytes() > size - place.offsetBytes()) {
      throw wanted.failure(
          FailureCode.TRUNCATED,
          "it takes the bytes from %d to %d, the file has %d; restore the file, or remove it and run './kinolake maintain' and 'refresh'"
              .formatted(place.offsetBytes(), place.offsetBytes() + place.sizeBytes(), size));
    }
    if (whole.isPresent()) {
      return TensorBytes.wrap(
          whole.get().slice((int) place.offsetBytes(), (int) place.sizeBytes()));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return TensorBytes.map(channel, place.offsetBytes(), place.sizeBytes());
    } catch (IOException e) {
      throw notReadable(wanted, e);
    }
  }

  private static KinolakeException notReadable(Wanted wanted, IOException cause) {
    return wanted.failure(FailureCode.NOT_READABLE, cause.toString(), cause);
  }
}
