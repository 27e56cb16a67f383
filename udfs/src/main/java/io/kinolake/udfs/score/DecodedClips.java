package io.kinolake.udfs.score;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.DecodeProblem;
import io.kinolake.media.decode.DecodedFrame;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.measure.BlockMotion;
import io.kinolake.media.measure.ColorImage;
import io.kinolake.media.measure.FrameMotion;
import io.kinolake.media.measure.FramePictures;
import io.kinolake.media.measure.GrayImage;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.TimeRange;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Opens clips with the decoder. Damage within a clip is a failure, not a score of wrong pixels. */
final class DecodedClips implements ClipOpener {
  /** A task has one core; the other cores have clips of their own. */
  private static final int THREADS = 1;

  @Override
  public ClipFrames open(Path file, Optional<TimeRange> range, boolean motionVectors) {
    DecodeOptions options = DecodeOptions.DEFAULT.withThreads(THREADS);
    options = range.map(options::withRange).orElse(options);
    options = motionVectors ? options.withMotionVectors() : options;
    return new Frames(file, range, VideoDecoder.open(file, options));
  }

  private static final class Frames implements ClipFrames {
    private final Path file;
    private final long startUs;
    private final VideoDecoder decoder;
    private final FramePictures pictures;

    Frames(Path file, Optional<TimeRange> range, VideoDecoder decoder) {
      this.file = file;
      this.startUs = range.map(TimeRange::startUs).orElse(Long.MIN_VALUE);
      this.decoder = decoder;
      this.pictures =
          new FramePictures(decoder.stream().rotationDegrees(), decoder.stream().sampleAspect());
    }

    @Override
    public Optional<ClipFrame> next() {
      if (!decoder.advance()) {
        return Optional.empty();
      }
      DecodedFrame frame = decoder.frame();
      // Before the range, a decoder that starts in the middle may lack pictures to predict from.
      decoder
          .firstProblem()
          .filter(problem -> startUs <= problem.timeUs() && problem.timeUs() <= frame.timeUs())
          .ifPresent(this::refuse);
      return Optional.of(new SharedFrame(frame, pictures));
    }

    @Override
    public void close() {
      pictures.close();
      decoder.close();
    }

    private void refuse(DecodeProblem problem) {
      throw new KinolakeException(
          FailureCode.CORRUPT,
          "'%s' is damaged at %.3f s: %s. Scores end there; cut or copy the source again."
              .formatted(file, problem.timeUs() / 1e6, problem.reason()));
    }
  }

  /** A frame whose pictures are made when they are first asked for, and kept for the others. */
  private static final class SharedFrame implements ClipFrame {
    private final DecodedFrame frame;
    private final FramePictures pictures;
    private final Map<PictureForm, GrayImage> grays = new HashMap<>();
    private final Map<PictureForm, ColorImage> colors = new HashMap<>();

    SharedFrame(DecodedFrame frame, FramePictures pictures) {
      this.frame = frame;
      this.pictures = pictures;
    }

    @Override
    public long index() {
      return frame.index();
    }

    @Override
    public long timeUs() {
      return frame.timeUs();
    }

    @Override
    public GrayImage gray(PictureForm form) {
      return grays.computeIfAbsent(
          form,
          wanted ->
              pictures.gray(
                  frame.avFrame(), wanted.scale().of(pictures.fullSize(frame.avFrame()))));
    }

    @Override
    public ColorImage color(PictureForm form) {
      return colors.computeIfAbsent(
          form,
          wanted ->
              pictures.color(
                  frame.avFrame(), wanted.scale().of(pictures.fullSize(frame.avFrame()))));
    }

    @Override
    public BlockMotion motion() {
      return FrameMotion.of(frame.avFrame());
    }
  }
}
