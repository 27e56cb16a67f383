package io.kinolake.media.scene;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.DecodedFrame;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.measure.FramePictures;
import io.kinolake.schemas.media.FrameSize;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The frames of a video, one by one from one decode, for detectors that look at small pictures:
 * turned upright, stretched to one size by FFmpeg's bicubic filter, red, green and blue in turn.
 * Keeps no picture, and 16 bytes for each frame that was given. One thread; owns native memory.
 */
public final class SmallFrames implements Iterator<byte[]>, AutoCloseable {
  private final VideoDecoder decoder;
  private final FramePictures pictures;
  private final FrameSize size;
  private final ScoreSeries.Builder series = new ScoreSeries.Builder();
  private boolean ready;

  private SmallFrames(VideoDecoder decoder, FrameSize size) {
    this.decoder = decoder;
    this.pictures =
        FramePictures.bicubic(decoder.stream().rotationDegrees(), decoder.stream().sampleAspect());
    this.size = size;
  }

  /**
   * Opens a video at the first frame of a span; frames behind the span's end are given, too.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException what {@link VideoDecoder} throws, here
   *     and while frames are read
   */
  public static SmallFrames open(Path file, ScanSpan span, FrameSize size) {
    return new SmallFrames(VideoDecoder.open(file, span.from(DecodeOptions.DEFAULT)), size);
  }

  @Override
  public boolean hasNext() {
    ready = ready || decoder.advance();
    return ready;
  }

  /** The next frame's picture; the array is the caller's. */
  @Override
  public byte[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException("The video has no more frames");
    }
    ready = false;
    DecodedFrame frame = decoder.frame();
    series.add(frame.timeUs(), frame.endUs(), /* score= */ 0);
    return pictures.color(frame.avFrame(), size).toRgbLevels();
  }

  /**
   * The frames that were given, when each is shown, and its score; NaN for those without one.
   *
   * @param first the frame to which the first score belongs
   * @param scores of it and those after it
   */
  public ScoreSeries scored(long first, float[] scores) {
    return series.build().withScores(first, scores);
  }

  @Override
  public void close() {
    pictures.close();
    decoder.close();
  }
}
