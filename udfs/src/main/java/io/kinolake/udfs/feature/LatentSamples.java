package io.kinolake.udfs.feature;

import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.udfs.StageContext;
import java.util.List;
import java.util.Optional;

/** Makes the latents of clips: one decode each, one picture in memory at a time. */
final class LatentSamples implements SampleMaker {
  private final FeatureSet set;
  private final ClipPictures pictures;
  private final LatentEncoding.Encoder encoder;

  LatentSamples(FeatureSet set, StageContext context) {
    this.set = set;
    this.pictures = new ClipPictures(context.media());
    this.encoder = set.latents().open(context);
  }

  @Override
  public void make(List<ClipForFeatures> clips, Made made) {
    for (ClipForFeatures clip : clips) {
      try {
        made.sample(sample(clip));
      } catch (KinolakeException e) {
        made.failed(clip, e.failure());
      }
    }
  }

  @Override
  public void close() {
    encoder.close();
  }

  private Sample sample(ClipForFeatures input) {
    Clip clip = input.clip();
    long[] indices = set.frames().indices(clip.content().frames(), clip.content().rate());
    FrameSize size = clip.content().size();
    FrameSize target = set.pictures().targetFor(size.width(), size.height());
    LatentEncoding.Sample sample = encoder.begin(clip.id(), indices.length, target);
    pictures.read(clip, indices, frame -> sample.accept(set.pictures().apply(frame, target)));
    return new Sample(
        clip.id().value(),
        set.latents().latents(indices.length, target).bucket(),
        sample.finish(),
        lineage(input));
  }

  private Feature.Lineage lineage(ClipForFeatures input) {
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
