package io.kinolake.udfs.feature;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.schemas.tables.TensorEncoding;
import io.kinolake.udfs.store.MediaStore;
import io.kinolake.udfs.store.PendingFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Writes samples of one bucket as shards: safetensors files that appear complete and never change.
 * A shard's name is the digest of what it holds, so that work done twice writes the same file. Not
 * thread-safe.
 */
public final class ShardWriter {
  private final MediaStore store;
  private final String folder;
  private final SamplePart part;

  /**
   * @param folder where shards lie, a path or URI
   * @param part whose samples they are
   */
  public ShardWriter(MediaStore store, String folder, SamplePart part) {
    this.store = store;
    this.folder = folder;
    this.part = part;
  }

  /**
   * Stores samples as one shard.
   *
   * @param samples at least one, all of one bucket
   * @return the manifest's rows by clip
   */
  public Map<String, List<Feature>> write(List<Sample> samples) {
    Map<String, TensorInfo> infos = new TreeMap<>();
    Map<String, HostTensor> tensors = new TreeMap<>();
    for (Sample sample : samples) {
      sample
          .tensors()
          .forEach(
              (name, tensor) -> {
                String full = nameOf(sample, name);
                infos.put(full, new TensorInfo(tensor.dtype(), tensor.shape()));
                tensors.put(full, tensor);
              });
    }
    Map<String, Long> checksums = new TreeMap<>();
    tensors.forEach((name, tensor) -> checksums.put(name, checksum(tensor)));
    String bucket = samples.get(0).bucket();
    String model = samples.get(0).lineage().model();
    String relative =
        "%s/%s/%s.safetensors"
            .formatted(part.set(), bucket, Fingerprint.of(part.name(), model, checksums));
    Map<String, String> metadata =
        Map.of("feature_set", part.set(), "bucket", bucket, "model", model);
    try (PendingFile file = store.create(folder + "/" + relative)) {
      try (SafetensorsWriter writer = SafetensorsWriter.create(file.path(), infos, metadata)) {
        tensors.forEach(writer::write);
        Map<String, List<Feature>> rows = new TreeMap<>();
        for (Sample sample : samples) {
          rows.put(sample.clip(), rowsOf(sample, relative, writer, checksums));
        }
        writer.commit();
        file.commit();
        return rows;
      }
    }
  }

  private List<Feature> rowsOf(
      Sample sample, String shard, SafetensorsWriter writer, Map<String, Long> checksums) {
    List<Feature> rows = new ArrayList<>();
    new TreeMap<>(sample.tensors())
        .forEach(
            (name, tensor) -> {
              String full = nameOf(sample, name);
              rows.add(
                  new Feature(
                      new ClipId(sample.clip()),
                      part.name(),
                      part.set(),
                      name,
                      sample.bucket(),
                      new Feature.Place(
                          shard,
                          full,
                          writer.offsetOf(full),
                          tensor.bytes().size(),
                          tensor.dtype().name(),
                          tensor.shape().dims(),
                          checksums.get(full),
                          sample.encodings().getOrDefault(name, TensorEncoding.PLAIN)),
                      sample.lineage()));
            });
    return rows;
  }

  private static String nameOf(Sample sample, String tensor) {
    return sample.clip() + "/" + tensor;
  }

  private static long checksum(HostTensor tensor) {
    CRC32C crc = new CRC32C();
    for (ByteBuffer piece : tensor.bytes().pieces()) {
      crc.update(piece);
    }
    return crc.getValue();
  }
}
