package io.kinolake.media.scene;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.DecodedFrame;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.MediaInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Finds the scenes of a video by one decode of it: as a whole ({@link #scan}), or in spans that may
 * run anywhere ({@link #planSpans}, {@link #scanSpan}, {@link #detect}) and give the same scenes.
 *
 * <p>The decoder's frame threads run ahead while a frame is analysed. Memory is bounded by the
 * frames in the decoder and 16 bytes for each frame of the video. Immutable and thread-safe.
 */
public final class SceneScan {
  private final SceneDetector detector;
  private final SceneRule rule;
  private final DecodeOptions decoding;

  /** A scan whose decoder uses all cores and the default limits. */
  public SceneScan(SceneDetector detector, SceneRule rule) {
    this(detector, rule, DecodeOptions.DEFAULT);
  }

  public SceneScan(SceneDetector detector, SceneRule rule, DecodeOptions decoding) {
    this.detector = detector;
    this.rule = rule;
    this.decoding = decoding;
  }

  /**
   * The scenes of a file, in order, from one pass over it. An image is one frame.
   *
   * @throws KinolakeException what {@link VideoDecoder} throws
   */
  public List<SceneRange> scan(Path file) {
    return detect(List.of(scanSpan(file, ScanSpan.WHOLE)));
  }

  /**
   * Splits a video at key frames into spans of at least a target length, the last excepted; into
   * one where it is too short or has too few key frames.
   */
  public static List<ScanSpan> planSpans(MediaInfo info, Duration target) {
    return ScanSpan.plan(info.timing(), target);
  }

  /**
   * Decodes one span and scores its frames; the series ends with the next span's first frame.
   *
   * @throws KinolakeException what {@link VideoDecoder} throws
   */
  public ScoreSeries scanSpan(Path file, ScanSpan span) {
    ScoreSeries.Builder series = new ScoreSeries.Builder();
    try (VideoDecoder decoder = VideoDecoder.open(file, span.from(decoding));
        FrameScorer scorer = new FrameScorer(decoder)) {
      boolean ended = false;
      while (!ended && decoder.advance()) {
        DecodedFrame frame = decoder.frame();
        series.add(frame.timeUs(), frame.endUs(), scorer.score(frame));
        ended = frame.timeUs() >= span.endUs();
      }
    }
    return series.build();
  }

  /**
   * The scenes of a video of which every span has been scanned.
   *
   * @param spans in order
   * @throws KinolakeException CORRUPT if the spans do not meet: then a scan in one pass is needed
   */
  public List<SceneRange> detect(List<ScoreSeries> spans) {
    ScoreSeries series = ScoreSeries.join(spans);
    return rule.scenes(series, detector.cuts(series));
  }

  /** Shrinks frames to the size that suits the video and scores them, if the detector wants to. */
  private final class FrameScorer implements AutoCloseable {
    private final VideoDecoder decoder;
    private FrameShrinker shrinker; // null until the first frame, and if no scores are wanted

    FrameScorer(VideoDecoder decoder) {
      this.decoder = decoder;
    }

    double score(DecodedFrame frame) {
      if (frame.index() == 0) {
        start(frame);
      }
      return shrinker == null ? 0 : shrinker.score(frame.avFrame());
    }

    private void start(DecodedFrame frame) {
      FrameSize stored =
          decoder.stream().coded().orElseGet(() -> new FrameSize(frame.width(), frame.height()));
      shrinker =
          detector
              .newScorer(FrameShrinker.targetOf(stored))
              .map(scorer -> new FrameShrinker(stored, scorer))
              .orElse(null);
    }

    @Override
    public void close() {
      if (shrinker != null) {
        shrinker.close();
      }
    }
  }
}
