package io.kinolake.training.data;

import io.kinolake.models.stored.StoredTensors;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorBytes;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.schemas.tables.TensorEncoding;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;

/**
 * The tensors of shards, mapped into memory and never copied. Thread-safe. A bounded number of
 * shards is held; a mapping goes when neither this map nor a tensor refers to it any more, so
 * tensors stay valid after {@link #close}.
 */
public final class ShardMap implements AutoCloseable {
  /** Shards that {@link #of} holds at most. */
  public static final int MOST_SHARDS = 1024;

  private static final String FOLDER = "shards";
  private static final int PAGE = 4096;

  private final Path folder;
  private final Checksums checksums;
  private final int mostShards;
  private final Map<String, MappedShard> shards = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<Verified> verified = ConcurrentHashMap.newKeySet();
  private boolean closed; // guarded by shards

  /** When a tensor's bytes are compared with the checksum in the manifest. */
  public enum Checksums {
    /** The first time that this map reads it. */
    FIRST_READ,
    NEVER
  }

  private record Verified(String shard, long offset) {}

  /**
   * @param folder holds the shards
   * @param mostShards shards to hold at the same time, at least 1
   */
  public ShardMap(Path folder, Checksums checksums, int mostShards) {
    if (mostShards < 1) {
      throw new IllegalArgumentException("At least one shard must be held, not " + mostShards);
    }
    this.folder = folder.toAbsolutePath().normalize();
    this.checksums = checksums;
    this.mostShards = mostShards;
  }

  /** The shards of these samples. */
  public static ShardMap of(TrainingData data, Checksums checksums) {
    return new ShardMap(Path.of(data.warehouse(), FOLDER), checksums, MOST_SHARDS);
  }

  /**
   * The tensors of a sample by what they are. Their pages have been read from disk when this
   * returns, and encoded ones fit to each other.
   *
   * @throws KinolakeException that names shard, clip and tensor: NOT_FOUND, NOT_READABLE, TRUNCATED
   *     if the shard is shorter than the manifest tells, CORRUPT if the bytes do not have the
   *     manifest's checksum
   */
  public StoredTensors read(TrainingSample sample) {
    Map<String, HostTensor> tensors = new TreeMap<>();
    Map<String, TensorEncoding> encodings = new TreeMap<>();
    sample
        .tensors()
        .forEach(
            (name, place) -> {
              tensors.put(name, read(new Wanted(sample, name, place)));
              encodings.put(name, place.encoding());
            });
    StoredTensors stored = new StoredTensors(tensors, encodings);
    try {
      stored.names().forEach(stored::shape);
    } catch (IllegalArgumentException e) {
      throw new KinolakeException(
          FailureCode.CORRUPT,
          "The tensors of clip '%s' cannot be decoded: %s. Remove the shard, and run './kinolake maintain' and 'refresh'."
              .formatted(sample.clip().value(), e.getMessage()),
          e);
    }
    return stored;
  }

  private HostTensor read(Wanted wanted) {
    Feature.Place place = wanted.place();
    TensorBytes bytes = shard(wanted).bytes(wanted);
    Verified key = new Verified(place.shard(), place.offsetBytes());
    if (checksums == Checksums.FIRST_READ && !verified.contains(key)) {
      verify(wanted, bytes);
      verified.add(key);
    } else {
      touch(bytes);
    }
    try {
      return new HostTensor(DType.valueOf(place.dtype()), new Shape(place.shape()), bytes);
    } catch (IllegalArgumentException e) {
      throw wanted.failure(
          FailureCode.CORRUPT, "the manifest contradicts itself: " + e.getMessage(), e);
    }
  }

  private static void verify(Wanted wanted, TensorBytes bytes) {
    CRC32C crc = new CRC32C();
    for (ByteBuffer piece : bytes.pieces()) {
      crc.update(piece);
    }
    if (crc.getValue() != wanted.place().crc32c()) {
      throw wanted.failure(
          FailureCode.CORRUPT,
          "its bytes have the checksum %d, the manifest tells %d; remove the shard, and run './kinolake maintain' and 'refresh'"
              .formatted(crc.getValue(), wanted.place().crc32c()));
    }
  }

  /** Brings every page into memory, so that whoever uses the tensor does not wait for the disk. */
  private static void touch(TensorBytes bytes) {
    for (ByteBuffer piece : bytes.pieces()) {
      for (int at = 0; at < piece.limit(); at += PAGE) {
        piece.get(at);
      }
    }
  }

  private MappedShard shard(Wanted wanted) {
    String name = wanted.place().shard();
    synchronized (shards) {
      if (closed) {
        throw new IllegalStateException("The shards were closed");
      }
      MappedShard known = shards.get(name);
      if (known != null) {
        return known;
      }
      if (shards.size() == mostShards) {
        Iterator<MappedShard> oldest = shards.values().iterator();
        oldest.next();
        oldest.remove();
      }
      MappedShard shard = MappedShard.open(file(wanted), wanted);
      shards.put(name, shard);
      return shard;
    }
  }

  private Path file(Wanted wanted) {
    Path file = folder.resolve(wanted.place().shard()).normalize();
    if (!file.startsWith(folder)) {
      throw wanted.failure(FailureCode.CORRUPT, "the shard lies outside of " + folder);
    }
    return file;
  }

  /** How many shards are held now. */
  int held() {
    synchronized (shards) {
      return shards.size();
    }
  }

  /** Forgets the shards. Tensors that were read stay valid. */
  @Override
  public void close() {
    synchronized (shards) {
      closed = true;
      shards.clear();
    }
  }
}
