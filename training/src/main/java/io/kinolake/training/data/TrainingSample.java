package io.kinolake.training.data;

import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.tables.Feature;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One sample to train on: a clip's latents and the embedding of one caption.
 *
 * @param bucket shape of the latents, {@code frames}x{@code height}x{@code width}; equal for all
 *     samples of a batch
 * @param caption the text that was embedded
 * @param latents what the latents were made from, with the clip's scores at that time
 * @param text what the embedding was made from; tells who wrote the caption
 * @param tensors where each lies, by what it is, such as {@code latent_mean}
 * @param rejected where samples are pairs, the one that is liked less; this is the other
 */
public record TrainingSample(
    ClipId clip,
    String bucket,
    String caption,
    Feature.Lineage latents,
    Feature.Lineage text,
    SortedMap<String, Feature.Place> tensors,
    Optional<TrainingSample> rejected) {

  public TrainingSample {
    tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
  }

  /** A sample that stands for itself. */
  public TrainingSample(
      ClipId clip,
      String bucket,
      String caption,
      Feature.Lineage latents,
      Feature.Lineage text,
      SortedMap<String, Feature.Place> tensors) {
    this(clip, bucket, caption, latents, text, tensors, Optional.empty());
  }

  /**
   * A pair: this sample is liked better. Its id names both clips.
   *
   * @param other one of the same bucket
   */
  public TrainingSample over(TrainingSample other) {
    ClipId both = new ClipId(clip.value() + ">" + other.clip.value());
    return new TrainingSample(both, bucket, caption, latents, text, tensors, Optional.of(other));
  }
}
