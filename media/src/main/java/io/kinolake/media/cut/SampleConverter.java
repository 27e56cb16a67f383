package io.kinolake.media.cut;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Brings decoded samples into what AAC takes, with their place on the source's time line. Places
 * that are off by less than containers round are taken as touching. Not thread-safe.
 */
final class SampleConverter implements AutoCloseable {
  /** The rates of ISO/IEC 14496-3, table 1.18, that players know. */
  private static final int[] RATES = {8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000};

  private static final int DEFAULT_RATE = 48_000;
  private static final int MAX_CHANNELS = 2;
  private static final double JITTER_SECONDS = 0.02;

  /** Receives planar floats, which are borrowed for the length of the call. */
  interface Listener {
    /**
     * Takes samples.
     *
     * @param start place of the first, in samples on the source's time line
     */
    void samples(AVFrame planes, long start);
  }

  private final AVRational timeBase;
  private final int rate;
  private final int channels;
  private FilterGraph graph; // null before the first frame
  private long next; // the place after the last sample
  private boolean started;

  SampleConverter(AVStream stream) {
    AVCodecParameters parameters = stream.codecpar();
    this.timeBase = stream.time_base();
    this.rate = supported(parameters.sample_rate());
    this.channels = Math.max(1, Math.min(MAX_CHANNELS, parameters.ch_layout().nb_channels()));
  }

  int rate() {
    return rate;
  }

  int channels() {
    return channels;
  }

  void convert(AVFrame samples, Listener listener) {
    if (graph == null) {
      graph = FilterGraph.audio(samples, timeBase, filters());
    }
    if (samples.best_effort_timestamp() != avutil.AV_NOPTS_VALUE) {
      align(
          avutil.av_rescale_q(
              samples.best_effort_timestamp(), timeBase, avutil.av_make_q(1, rate)));
    }
    graph.filter(samples, planes -> pass(planes, listener));
  }

  /** Yields what resampling still holds. */
  void finish(Listener listener) {
    if (graph != null) {
      graph.finish(planes -> pass(planes, listener));
    }
  }

  private void align(long place) {
    if (!started || Math.abs(place - next) > rate * JITTER_SECONDS) {
      next = place;
      started = true;
    }
  }

  private void pass(AVFrame planes, Listener listener) {
    listener.samples(planes, next);
    next += planes.nb_samples();
  }

  private String filters() {
    return "aformat=sample_fmts=fltp:sample_rates=%d:channel_layouts=%s"
        .formatted(rate, channels == 1 ? "mono" : "stereo");
  }

  private static int supported(int wanted) {
    for (int known : RATES) {
      if (known == wanted) {
        return wanted;
      }
    }
    return DEFAULT_RATE;
  }

  @Override
  public void close() {
    if (graph != null) {
      graph.close();
      graph = null;
    }
  }
}
