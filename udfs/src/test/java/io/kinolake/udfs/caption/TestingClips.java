package io.kinolake.udfs.caption;

import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Caption;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.udfs.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Clips of a made-up source. */
final class TestingClips {
  private TestingClips() {}

  /** A clip of 3.2 seconds and 80 frames; with a file, or virtual. */
  static Clip clip(String folder, int index, boolean virtual) {
    String name = "film_scene-" + index + ".mp4";
    return new Clip(
        new ClipId("clip-" + index),
        new VideoId("video"),
        index,
        index,
        name,
        folder + "/film.mp4",
        virtual ? Optional.empty() : Optional.of(folder + "/clips/" + name),
        virtual ? CutMode.VIRTUAL : CutMode.ENCODE,
        new FrameRange(100, 180),
        new TimeRange(4_000_000, 7_200_000),
        new Clip.Content(80, new Rational(25, 1), new FrameSize(1280, 720), virtual ? 0 : 1000));
  }

  static ClipToCaption bare(Clip clip) {
    return new ClipToCaption(clip, Map.of(), List.of(), Optional.empty());
  }

  static Caption captionOf(Outcome<Caption> outcome) {
    return ((Outcome.Produced<Caption>) outcome).rows().get(0);
  }

  static Failure failureOf(Outcome<Caption> outcome) {
    return ((Outcome.Rejected<Caption>) outcome).failure();
  }
}
