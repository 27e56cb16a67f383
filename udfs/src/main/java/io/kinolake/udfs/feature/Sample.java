package io.kinolake.udfs.feature;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.schemas.tables.TensorEncoding;
import java.util.Map;

/**
 * What one part of the work made of one clip, before it is stored.
 *
 * @param clip id of the clip
 * @param bucket what all samples of a shard have in common
 * @param tensors by name, as they are stored
 * @param encodings of those that are not plain
 * @param lineage what they were made from
 */
public record Sample(
    String clip,
    String bucket,
    Map<String, HostTensor> tensors,
    Map<String, TensorEncoding> encodings,
    Feature.Lineage lineage) {

  /** A sample whose tensors are stored as they are. */
  public Sample(
      String clip, String bucket, Map<String, HostTensor> tensors, Feature.Lineage lineage) {
    this(clip, bucket, tensors, Map.of(), lineage);
  }

  /** Bytes of all tensors. */
  public long bytes() {
    return tensors.values().stream().mapToLong(tensor -> tensor.bytes().size()).sum();
  }
}
