package io.kinolake.media.cut;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * When a file sounds, found by the plainest use of FFmpeg.
 *
 * @param present whether it has an audio stream
 * @param beginSeconds time of the first loud sample; NaN in silence
 * @param endSeconds time of the last loud sample; NaN in silence
 */
record DecodedSound(boolean present, double beginSeconds, double endSeconds) {
  private static final float LOUD = 0.05f;

  static DecodedSound of(Path file) {
    AVFormatContext context = new AVFormatContext(null);
    try (BytePointer url = new BytePointer("file:" + file.toAbsolutePath(), UTF_8)) {
      int code = avformat.avformat_open_input(context, url, null, (AVDictionary) null);
      if (code < 0) {
        throw new IllegalStateException("FFmpeg cannot read " + file + ": " + code);
      }
      for (int i = 0; i < context.nb_streams(); i++) {
        if (context.streams(i).codecpar().codec_type() == avutil.AVMEDIA_TYPE_AUDIO) {
          return decode(context, context.streams(i));
        }
      }
      return new DecodedSound(false, Double.NaN, Double.NaN);
    } finally {
      avformat.avformat_close_input(context);
    }
  }

  private static DecodedSound decode(AVFormatContext context, AVStream stream) {
    AVCodecContext decoder =
        avcodec.avcodec_alloc_context3(avcodec.avcodec_find_decoder(stream.codecpar().codec_id()));
    avcodec.avcodec_parameters_to_context(decoder, stream.codecpar());
    decoder.pkt_timebase(stream.time_base());
    avcodec.avcodec_open2(decoder, decoder.codec(), (AVDictionary) null);
    AVPacket packet = avcodec.av_packet_alloc();
    AVFrame frame = avutil.av_frame_alloc();
    double[] span = {Double.NaN, Double.NaN};
    try {
      while (avformat.av_read_frame(context, packet) >= 0) {
        if (packet.stream_index() == stream.index()) {
          avcodec.avcodec_send_packet(decoder, packet);
          receive(decoder, frame, stream, span);
        }
        avcodec.av_packet_unref(packet);
      }
      avcodec.avcodec_send_packet(decoder, null);
      receive(decoder, frame, stream, span);
    } finally {
      avutil.av_frame_free(frame);
      avcodec.av_packet_free(packet);
      avcodec.avcodec_free_context(decoder);
    }
    return new DecodedSound(true, span[0], span[1]);
  }

  private static void receive(
      AVCodecContext decoder, AVFrame frame, AVStream stream, double[] span) {
    while (avcodec.avcodec_receive_frame(decoder, frame) >= 0) {
      double start =
          (double) frame.best_effort_timestamp()
              * stream.time_base().num()
              / stream.time_base().den();
      FloatPointer samples = new FloatPointer(frame.data(0));
      for (int i = 0; i < frame.nb_samples(); i++) {
        if (Math.abs(samples.get(i)) > LOUD) {
          double time = start + (double) i / frame.sample_rate();
          span[0] = Double.isNaN(span[0]) ? time : span[0];
          span[1] = time;
        }
      }
    }
  }
}
