package io.kinolake.schemas.tables;

import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One tensor of one training sample: where it lies in a shard, and what it was made from.
 *
 * @param part the share of the work that made it: {@code set.latents} or {@code set.text}
 * @param featureSet name of the settings under which it was made
 * @param tensor what it is, such as {@code latent_mean}
 * @param bucket latent shape that all samples of its shard have, {@code frames}x{@code
 *     height}x{@code width}; {@code text} for embeddings of captions
 * @param place where it lies
 * @param lineage what it was made from
 */
public record Feature(
    ClipId clip,
    String part,
    String featureSet,
    String tensor,
    String bucket,
    Place place,
    Lineage lineage) {

  /** The same tensor as that of another set, which has it in common with this one. */
  public Feature sharedWith(String otherPart, String otherSet) {
    return new Feature(clip, otherPart, otherSet, tensor, bucket, place, lineage);
  }

  /**
   * Where a tensor lies.
   *
   * @param shard a safetensors file, below the warehouse's folder of samples
   * @param name name within the shard
   * @param offsetBytes of the first byte in the file
   * @param sizeBytes length
   * @param dtype element type, named as in safetensors files
   * @param shape extents, outermost first
   * @param crc32c checksum of the bytes (RFC 3720, appendix B.4)
   * @param encoding how the numbers stand for values
   */
  public record Place(
      String shard,
      String name,
      long offsetBytes,
      long sizeBytes,
      String dtype,
      List<Long> shape,
      long crc32c,
      TensorEncoding encoding) {

    public Place {
      shape = List.copyOf(shape);
    }

    /** Of a tensor whose numbers are its values. */
    public Place(
        String shard,
        String name,
        long offsetBytes,
        long sizeBytes,
        String dtype,
        List<Long> shape,
        long crc32c) {
      this(shard, name, offsetBytes, sizeBytes, dtype, shape, crc32c, TensorEncoding.PLAIN);
    }
  }

  /**
   * What a tensor was made from.
   *
   * @param sourceUri the video
   * @param sourceVersion digest of the video's content version
   * @param time range of the source, on its time line
   * @param caption the text that was embedded, where one was
   * @param captioner who wrote it
   * @param scores the clip's scores at that time, by scorer
   * @param model name and digest of what made the tensor
   */
  public record Lineage(
      VideoId video,
      String sourceUri,
      String sourceVersion,
      TimeRange time,
      Optional<String> caption,
      Optional<String> captioner,
      Map<String, Double> scores,
      String model) {

    public Lineage {
      scores = Map.copyOf(scores);
    }
  }
}
