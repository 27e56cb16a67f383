package io.kinolake.udfs.feature;

import io.kinolake.models.image.RgbImage;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureKind;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.udfs.StageContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes the latents of clips. A clip is decoded once for all sets, on a thread of its own that is
 * some pictures ahead of the encoders.
 */
final class LatentSamples implements SampleMaker {
  /** Pictures of all sets that wait to be encoded: two chunks of Step-Video's, 55 MB at 992×544. */
  private static final int AHEAD = 34;

  private final StageContext context;
  private final ClipPictures pictures;
  private final Map<String, LatentEncoding.Encoder> encoders = new HashMap<>();

  LatentSamples(StageContext context) {
    this.context = context;
    this.pictures = new ClipPictures(context.media());
  }

  /** What the decoding thread tells the encoding one. */
  private sealed interface Step {}

  /** The next picture of a sample, to be taken so many times. */
  private record Picture(LatentShare share, RgbImage picture, int times) implements Step {}

  /** All pictures of a clip's samples are there. */
  private record Complete(List<LatentShare> shares) implements Step {}

  /** A clip cannot be decoded. */
  private record Undecodable(List<LatentShare> shares, Failure failure) implements Step {}

  @Override
  public void make(List<Wanted> clips, Made made) {
    List<List<LatentShare>> plans = clips.stream().map(clip -> plan(clip, made)).toList();
    try (HandOver<Step> steps =
        HandOver.start("decode-ahead", AHEAD, out -> plans.forEach(plan -> decode(plan, out)))) {
      Optional<Step> step = steps.next();
      while (step.isPresent()) {
        take(step.get(), made);
        step = steps.next();
      }
    }
  }

  @Override
  public void close() {
    encoders.values().forEach(LatentEncoding.Encoder::close);
    encoders.clear();
  }

  private List<LatentShare> plan(Wanted wanted, Made made) {
    Clip clip = wanted.clip().clip();
    FrameSize size = clip.content().size();
    List<LatentShare> shares = new ArrayList<>();
    for (FeatureSet set : wanted.sets()) {
      try {
        shares.add(
            new LatentShare(
                set,
                wanted.clip(),
                set.frames().indices(clip.content().frames(), clip.content().rate()),
                set.pictures().targetFor(size.width(), size.height()),
                encoders.computeIfAbsent(set.name(), name -> set.latents().open(context))));
      } catch (KinolakeException e) {
        made.failed(set, wanted.clip(), rowFailure(e));
      }
    }
    return shares;
  }

  /** On the decoding thread: the pictures of all samples of a clip. */
  private void decode(List<LatentShare> shares, Consumer<Step> out) {
    if (shares.isEmpty()) {
      return;
    }
    long[] frames =
        shares.stream()
            .flatMapToLong(share -> Arrays.stream(share.indices()))
            .distinct()
            .sorted()
            .toArray();
    int[] next = {0};
    try {
      pictures.read(
          shares.get(0).input().clip(),
          frames,
          frame -> {
            long index = frames[next[0]++];
            Map<Object, RgbImage> scaled = new HashMap<>();
            for (LatentShare share : shares) {
              int times = share.times(index);
              if (times > 0) {
                RgbImage picture =
                    scaled.computeIfAbsent(share.form(), form -> share.picture(frame));
                out.accept(new Picture(share, picture, times));
              }
            }
          });
      out.accept(new Complete(shares));
    } catch (KinolakeException e) {
      out.accept(new Undecodable(shares, rowFailure(e)));
    }
  }

  private static void take(Step step, Made made) {
    if (step instanceof Picture next) {
      next.share().accept(next.picture(), next.times(), made);
    } else if (step instanceof Complete complete) {
      complete.shares().forEach(share -> share.finish(made));
    } else if (step instanceof Undecodable undecodable) {
      undecodable.shares().forEach(share -> share.fail(undecodable.failure(), made));
    }
  }

  /** A failure that is a row; one of kind CONFIG stops the job. */
  static Failure rowFailure(KinolakeException e) {
    if (e.failure().code().kind() == FailureKind.CONFIG) {
      throw e;
    }
    return e.failure();
  }
}
