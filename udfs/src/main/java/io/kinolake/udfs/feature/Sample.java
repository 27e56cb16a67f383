package io.kinolake.udfs.feature;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.schemas.tables.Feature;
import java.util.Map;

/**
 * What one part of the work made of one clip, before it is stored.
 *
 * @param clip id of the clip
 * @param bucket what all samples of a shard have in common
 * @param tensors by name
 * @param lineage what they were made from
 */
public record Sample(
    String clip, String bucket, Map<String, HostTensor> tensors, Feature.Lineage lineage) {

  /** Bytes of all tensors. */
  public long bytes() {
    return tensors.values().stream().mapToLong(tensor -> tensor.bytes().size()).sum();
  }
}
