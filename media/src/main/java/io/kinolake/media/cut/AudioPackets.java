package io.kinolake.media.cut;

import static io.kinolake.media.encode.WriteFailures.allocated;

import io.kinolake.media.input.MediaInput;
import io.kinolake.media.input.MediaLimits;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/** The packets of a source's first audio stream, read by an opening of its own. */
final class AudioPackets implements AutoCloseable {
  private static final AVRational MICROS = avutil.av_make_q(1, 1_000_000);

  /** Receives packets, which are borrowed for the length of the call. */
  interface Listener {
    void packet(AVPacket packet, long timeUs);
  }

  private final MediaInput input;
  private final AVStream stream;
  private final AVPacket packet = allocated(avcodec.av_packet_alloc(), "a packet");
  private boolean pending; // the packet is read and not passed on
  private boolean ended;
  private boolean closed;

  private AudioPackets(MediaInput input, AVStream stream) {
    this.input = input;
    this.stream = stream;
  }

  /** Opens a source; empty where it has no audio stream. */
  static Optional<AudioPackets> open(Path source, MediaLimits limits) {
    MediaInput input = MediaInput.open(source, limits);
    for (int i = 0; i < input.context().nb_streams(); i++) {
      AVStream stream = input.context().streams(i);
      if (stream.codecpar().codec_type() == avutil.AVMEDIA_TYPE_AUDIO) {
        return Optional.of(new AudioPackets(input, stream));
      }
    }
    input.close();
    return Optional.empty();
  }

  AVStream stream() {
    return stream;
  }

  /** Passes on all packets that begin before a time of the source's time line. */
  void readUntil(long untilUs, Listener listener) {
    while (!ended) {
      if (!pending) {
        read();
        continue;
      }
      long timeUs = avutil.av_rescale_q(packet.pts(), stream.time_base(), MICROS);
      if (timeUs >= untilUs) {
        return;
      }
      listener.packet(packet, timeUs);
      avcodec.av_packet_unref(packet);
      pending = false;
    }
  }

  private void read() {
    ended = avformat.av_read_frame(input.context(), packet) < 0;
    pending =
        !ended && packet.stream_index() == stream.index() && packet.pts() != avutil.AV_NOPTS_VALUE;
    if (!pending) {
      avcodec.av_packet_unref(packet);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      avcodec.av_packet_free(packet);
      input.close();
    }
  }
}
