package io.kinolake.udfs.feature;

import io.kinolake.models.image.RgbImage;
import io.kinolake.models.stored.StoredTensors;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.tables.Feature;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The latents of one clip for one set in the making. What is decided beforehand may be read by any
 * thread; the sample grows on the encoding one.
 */
final class LatentShare {
  private final FeatureSet set;
  private final ClipForFeatures input;
  private final long[] indices;
  private final FrameSize target;
  private final LatentEncoding.Encoder encoder;
  private Optional<LatentEncoding.Sample> sample = Optional.empty();
  private boolean failed;

  /**
   * @param indices frames of the clip, in order, some perhaps several times
   * @param target size of the pictures
   */
  LatentShare(
      FeatureSet set,
      ClipForFeatures input,
      long[] indices,
      FrameSize target,
      LatentEncoding.Encoder encoder) {
    this.set = set;
    this.input = input;
    this.indices = indices.clone();
    this.target = target;
    this.encoder = encoder;
  }

  /** What shares have in common whose pictures of a frame are equal. */
  record Form(PictureRule rule, FrameSize target) {}

  Form form() {
    return new Form(set.pictures(), target);
  }

  ClipForFeatures input() {
    return input;
  }

  long[] indices() {
    return indices.clone();
  }

  /** How often a frame of the clip is taken. */
  int times(long index) {
    return (int) Arrays.stream(indices).filter(each -> each == index).count();
  }

  RgbImage picture(RgbImage frame) {
    return set.pictures().apply(frame, target);
  }

  /** The next picture, so many times. */
  void accept(RgbImage picture, int times, SampleMaker.Made made) {
    if (failed) {
      return;
    }
    try {
      if (sample.isEmpty()) {
        sample = Optional.of(encoder.begin(input.clip().id(), indices.length, target));
      }
      for (int i = 0; i < times; i++) {
        sample.get().accept(picture);
      }
    } catch (KinolakeException e) {
      fail(LatentSamples.rowFailure(e), made);
    }
  }

  /** All pictures are there. */
  void finish(SampleMaker.Made made) {
    if (failed) {
      return;
    }
    try {
      StoredTensors stored =
          StoredTensors.ofLatents(set.latentForm(), sample.orElseThrow().finish());
      made.sample(
          List.of(set),
          new Sample(
              input.clip().id().value(),
              set.latents().latents(indices.length, target).bucket(),
              stored.tensors(),
              stored.encodings(),
              lineage()));
      sample = Optional.empty();
    } catch (KinolakeException e) {
      fail(LatentSamples.rowFailure(e), made);
    }
  }

  /** The clip or the encoder failed; told once. */
  void fail(Failure failure, SampleMaker.Made made) {
    if (!failed) {
      failed = true;
      sample = Optional.empty();
      made.failed(set, input, failure);
    }
  }

  private Feature.Lineage lineage() {
    return new Feature.Lineage(
        input.clip().video(),
        input.clip().sourceUri(),
        input.sourceVersion(),
        input.clip().time(),
        Optional.empty(),
        Optional.empty(),
        input.scores(),
        set.latentModel());
  }
}
