package io.kinolake.media.cut;

import static io.kinolake.media.encode.WriteFailures.allocated;
import static io.kinolake.media.encode.WriteFailures.check;

import io.kinolake.media.input.MediaInput;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Reads a source's sound alongside its pictures, by an opening of its own, so that however a file
 * interleaves the two, only a moment of sound is in memory. Not thread-safe.
 */
final class SoundReader implements AutoCloseable {
  private final MediaInput input;
  private final AVStream stream;
  private final AVCodecContext decoder;
  private final SampleConverter converter;
  private final AVPacket packet;
  private final AVFrame frame;
  private final AVFrame last; // read last
  private long lastPlace = Long.MIN_VALUE; // of the first of them
  private boolean flushed;
  private boolean ended;
  private boolean closed;

  private SoundReader(MediaInput input, AVStream stream) {
    this.input = input;
    this.stream = stream;
    this.decoder = decoder(stream);
    this.converter = new SampleConverter(stream);
    this.packet = allocated(avcodec.av_packet_alloc(), "a packet");
    this.frame = allocated(avutil.av_frame_alloc(), "samples");
    this.last = allocated(avutil.av_frame_alloc(), "samples");
  }

  /** The first audio stream that can be decoded; empty where there is none. */
  static Optional<SoundReader> open(Path source, MediaLimits limits) {
    MediaInput input = MediaInput.open(source, limits);
    try {
      Optional<SoundReader> reader = firstAudio(input).map(found -> new SoundReader(input, found));
      if (reader.isEmpty()) {
        input.close();
      }
      return reader;
    } catch (KinolakeException e) {
      input.close();
      throw e;
    }
  }

  /** Samples per second of what is read. */
  int rate() {
    return converter.rate();
  }

  int channels() {
    return converter.channels();
  }

  /**
   * Reads on until all sound before a time was passed on. The last piece may reach beyond it.
   *
   * @param timeUs on the source's time line
   */
  void readUntil(long timeUs, SampleConverter.Listener listener) {
    long end = Math.round(timeUs / 1e6 * rate());
    while (!ended && (lastPlace == Long.MIN_VALUE || lastPlace + last.nb_samples() < end)) {
      readFrame(listener);
    }
  }

  /** Passes the last piece on once more, to somebody who was not there when it was read. */
  void repeatLast(SampleConverter.Listener listener) {
    if (lastPlace != Long.MIN_VALUE) {
      listener.samples(last, lastPlace);
    }
  }

  private void readFrame(SampleConverter.Listener listener) {
    SampleConverter.Listener remembering =
        (planes, place) -> {
          avutil.av_frame_unref(last);
          check(avutil.av_frame_ref(last, planes), "keep samples");
          lastPlace = place;
          listener.samples(planes, place);
        };
    int code = avcodec.avcodec_receive_frame(decoder, frame);
    if (code >= 0) {
      converter.convert(frame, remembering);
      avutil.av_frame_unref(frame);
    } else if (code == avutil.AVERROR_EAGAIN() && !flushed) {
      feed();
    } else if (flushed) {
      converter.finish(remembering);
      ended = true;
    }
  }

  // A damaged packet yields no samples; the gap is filled with silence.
  private void feed() {
    while (avformat.av_read_frame(input.context(), packet) >= 0) {
      try {
        if (packet.stream_index() == stream.index()) {
          avcodec.avcodec_send_packet(decoder, packet);
          return;
        }
      } finally {
        avcodec.av_packet_unref(packet);
      }
    }
    avcodec.avcodec_send_packet(decoder, null);
    flushed = true;
  }

  private static Optional<AVStream> firstAudio(MediaInput input) {
    AVStream found = null;
    for (int i = 0; i < input.context().nb_streams(); i++) {
      AVStream stream = input.context().streams(i);
      boolean wanted =
          found == null
              && stream.codecpar().codec_type() == avutil.AVMEDIA_TYPE_AUDIO
              && stream.codecpar().sample_rate() > 0
              && avcodec.avcodec_find_decoder(stream.codecpar().codec_id()) != null;
      stream.discard(wanted ? avcodec.AVDISCARD_DEFAULT : avcodec.AVDISCARD_ALL);
      found = wanted ? stream : found;
    }
    return Optional.ofNullable(found);
  }

  private static AVCodecContext decoder(AVStream stream) {
    AVCodec codec = avcodec.avcodec_find_decoder(stream.codecpar().codec_id());
    AVCodecContext decoder = allocated(avcodec.avcodec_alloc_context3(codec), "a decoder");
    try {
      check(avcodec.avcodec_parameters_to_context(decoder, stream.codecpar()), "prepare a decoder");
      decoder.pkt_timebase(stream.time_base()).thread_count(1);
      check(avcodec.avcodec_open2(decoder, codec, (PointerPointer<?>) null), "prepare a decoder");
      return decoder;
    } catch (KinolakeException e) {
      avcodec.avcodec_free_context(decoder);
      throw e;
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    avutil.av_frame_free(frame);
    avutil.av_frame_free(last);
    avcodec.av_packet_free(packet);
    avcodec.avcodec_free_context(decoder);
    converter.close();
    input.close();
  }
}
