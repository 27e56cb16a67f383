package io.kinolake.jobs.exchange;

import io.kinolake.models.stored.StoredTensors;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.weights.SafetensorsFile;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.schemas.tables.TensorEncoding;
import io.kinolake.udfs.store.LocalMedia;
import io.kinolake.udfs.store.MediaStore;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Reads tensors of shards and keeps the shards used last open. One thread; owns the open files. */
final class ShardReader implements AutoCloseable {
  private static final int MOST_OPEN = 8;

  private final MediaStore store;
  private final String folder;
  private final Map<String, OpenShard> open = new LinkedHashMap<>(MOST_OPEN, 0.75f, true);

  /**
   * @param folder where shards lie, a path or URI
   */
  ShardReader(MediaStore store, String folder) {
    this.store = store;
    this.folder = folder;
  }

  /** A shard and, of a remote one, the copy that it is read from. */
  private record OpenShard(LocalMedia media, SafetensorsFile file) implements AutoCloseable {
    @Override
    public void close() {
      file.close();
      media.close();
    }
  }

  /** All tensors of a sample, by what they are, in whatever form latents are stored. */
  Map<String, HostTensor> read(StoredSample sample) {
    Map<String, HostTensor> tensors = new TreeMap<>();
    Map<String, TensorEncoding> encodings = new TreeMap<>();
    sample
        .tensors()
        .forEach(
            (name, place) -> {
              tensors.put(name, read(place));
              encodings.put(name, place.encoding());
            });
    return new StoredTensors(tensors, encodings).values();
  }

  private HostTensor read(Feature.Place place) {
    HostTensor tensor = shard(place.shard()).file().tensor(place.name());
    CRC32C crc = new CRC32C();
    for (ByteBuffer piece : tensor.bytes().pieces()) {
      crc.update(piece);
    }
    if (crc.getValue() != place.crc32c()) {
      throw new KinolakeException(
          FailureCode.CORRUPT,
          "Tensor '%s' in shard '%s' does not have the checksum that the manifest tells. Remove the shard and its rows, and refresh."
              .formatted(place.name(), place.shard()));
    }
    return tensor;
  }

  private OpenShard shard(String name) {
    OpenShard known = open.get(name);
    if (known != null) {
      return known;
    }
    if (open.size() == MOST_OPEN) {
      Iterator<OpenShard> oldest = open.values().iterator();
      oldest.next().close();
      oldest.remove();
    }
    LocalMedia media = store.open(folder + "/" + name);
    OpenShard shard = new OpenShard(media, SafetensorsFile.open(media.path()));
    open.put(name, shard);
    return shard;
  }

  @Override
  public void close() {
    open.values().forEach(OpenShard::close);
    open.clear();
  }
}
