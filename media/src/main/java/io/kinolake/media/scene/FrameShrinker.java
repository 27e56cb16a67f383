package io.kinolake.media.scene;

import io.kinolake.schemas.media.FrameSize;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Shrinks decoded frames for analysis and feeds them to a scorer. Bit for bit what OpenCV makes of
 * a frame that FFmpeg decoded: conversion to BGR by swscale, then {@code resize} with {@code
 * INTER_LINEAR}. Linear interpolation without smoothing reads at most four source pixels for each
 * shrunk one; only those that count are converted, and a shrunk row whose source bytes equal the
 * last frame's is not computed at all.
 *
 * <p>The picture is taken as stored, before rotation and sample aspect. Used by one thread.
 */
final class FrameShrinker implements AutoCloseable {
  /** Longer side of a shrunk frame, pixels: the figure of PySceneDetect 0.7. */
  static final int LONGER_SIDE = 256;

  private final FrameSize target;
  private final PictureScorer scorer;
  private final PixelRow shrunk;
  private final int[] upperSums;
  private final int[] lowerSums;
  private final int[] scratch;
  private SourceRows source;
  private LinearAxis columns;
  private LinearAxis rows;
  private PixelRow upperSamples;
  private PixelRow lowerSamples;
  private int width;
  private int height;
  private int format;
  private byte[][] last;
  private byte[] bytes;

  /**
   * @param stored size of the video's frames; a frame of another size is shrunk to the same target
   */
  FrameShrinker(FrameSize stored, PictureScorer scorer) {
    this.target = targetOf(stored);
    this.scorer = scorer;
    this.shrunk = new PixelRow(target.width());
    this.upperSums = new int[target.width()];
    this.lowerSums = new int[target.width()];
    this.scratch = new int[target.width()];
  }

  /** The size that frames are shrunk to: the longer side is 256, or the size itself if smaller. */
  static FrameSize targetOf(FrameSize stored) {
    double factor = Math.max(stored.width(), stored.height()) / (double) LONGER_SIDE;
    return factor <= 1
        ? stored
        : new FrameSize(shrink(stored.width(), factor), shrink(stored.height(), factor));
  }

  private static int shrink(int length, double factor) {
    return Math.max(1, (int) Math.rint(length / factor));
  }

  /** Scores the next frame. The frame is not kept. */
  double score(AVFrame frame) {
    if (source == null
        || frame.width() != width
        || frame.height() != height
        || frame.format() != format) {
      adapt(frame);
    }
    source.start(frame);
    for (int y = 0; y < rows.length(); y++) {
      int length = source.copy(y, bytes);
      if (last[y] != null && Arrays.equals(last[y], 0, length, bytes, 0, length)) {
        scorer.unchangedRow(y);
      } else {
        scoreRow(y);
      }
    }
    return scorer.finish();
  }

  private void scoreRow(int y) {
    source.convert(y, bytes, upperSamples, lowerSamples);
    shrinkChannel(y, upperSamples.blue, lowerSamples.blue, shrunk.blue);
    shrinkChannel(y, upperSamples.green, lowerSamples.green, shrunk.green);
    shrinkChannel(y, upperSamples.red, lowerSamples.red, shrunk.red);
    scorer.row(y, shrunk);
    byte[] spare = last[y] == null ? new byte[bytes.length] : last[y];
    last[y] = bytes;
    bytes = spare;
  }

  private void shrinkChannel(int y, int[] upper, int[] lower, int[] into) {
    if (upper.length == into.length && !rows.needsSecond(y)) {
      System.arraycopy(upper, 0, into, 0, into.length); // one source pixel for each
      return;
    }
    columns.along(upper, scratch, upperSums);
    if (rows.needsSecond(y)) {
      columns.along(lower, scratch, lowerSums);
    }
    rows.across(y, upperSums, lowerSums, into); // sums that do not count weigh nothing
  }

  private void adapt(AVFrame frame) {
    close();
    width = frame.width();
    height = frame.height();
    format = frame.format();
    columns = LinearAxis.of(width, target.width());
    rows = LinearAxis.of(height, target.height());
    upperSamples = new PixelRow(columns.sampled().length);
    lowerSamples = new PixelRow(columns.sampled().length);
    source = sourceFor(frame);
    last = new byte[target.height()][];
    bytes = new byte[source.maxBytes()];
  }

  private SourceRows sourceFor(AVFrame frame) {
    boolean topDown = frame.linesize(0) > 0;
    if (topDown && format == avutil.AV_PIX_FMT_YUV420P) {
      return new Yuv420Rows(YuvCoefficients.limited(), width, columns, rows);
    }
    if (topDown && format == avutil.AV_PIX_FMT_YUVJ420P) {
      return new Yuv420Rows(YuvCoefficients.full(), width, columns, rows);
    }
    return new SwscaleRows(frame, columns, rows);
  }

  @Override
  public void close() {
    if (source != null) {
      source.close();
      source = null;
    }
  }
}
