package io.kinolake.media.synth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
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
import org.bytedeco.javacpp.PointerPointer;

/**
 * What a file really holds, read by the plainest use of FFmpeg and nothing of ours: the judge of
 * every test that cuts or reads numbered videos.
 *
 * @param numbers of the decoded frames in presentation order; -1 where the pixels bear none
 * @param timesUs of the same frames
 */
public record DecodedNumbers(List<Integer> numbers, List<Long> timesUs, int width, int height) {

  /** Decodes every frame. */
  public static DecodedNumbers of(Path file) {
    AVFormatContext context = new AVFormatContext(null);
    try (BytePointer url = new BytePointer("file:" + file.toAbsolutePath(), UTF_8)) {
      require(avformat.avformat_open_input(context, url, null, (AVDictionary) null), file);
      require(avformat.avformat_find_stream_info(context, (PointerPointer<?>) null), file);
      int index =
          avformat.av_find_best_stream(
              context, avutil.AVMEDIA_TYPE_VIDEO, -1, -1, (PointerPointer<?>) null, 0);
      require(index, file);
      return new Reading(context, context.streams(index)).all();
    } finally {
      avformat.avformat_close_input(context);
    }
  }

  private static void require(int code, Path file) {
    if (code < 0) {
      throw new IllegalStateException("FFmpeg cannot read " + file + ": " + code);
    }
  }

  private static final class Reading {
    private final AVFormatContext context;
    private final AVStream stream;
    private final List<Integer> numbers = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private int width;
    private int height;

    Reading(AVFormatContext context, AVStream stream) {
      this.context = context;
      this.stream = stream;
    }

    DecodedNumbers all() {
      AVCodecContext decoder =
          avcodec.avcodec_alloc_context3(
              avcodec.avcodec_find_decoder(stream.codecpar().codec_id()));
      avcodec.avcodec_parameters_to_context(decoder, stream.codecpar());
      decoder.pkt_timebase(stream.time_base());
      avcodec.avcodec_open2(decoder, decoder.codec(), (PointerPointer<?>) null);
      AVPacket packet = avcodec.av_packet_alloc();
      AVFrame frame = avutil.av_frame_alloc();
      try {
        while (avformat.av_read_frame(context, packet) >= 0) {
          if (packet.stream_index() == stream.index()) {
            avcodec.avcodec_send_packet(decoder, packet);
            receive(decoder, frame);
          }
          avcodec.av_packet_unref(packet);
        }
        avcodec.avcodec_send_packet(decoder, null);
        receive(decoder, frame);
      } finally {
        avutil.av_frame_free(frame);
        avcodec.av_packet_free(packet);
        avcodec.avcodec_free_context(decoder);
      }
      return new DecodedNumbers(List.copyOf(numbers), List.copyOf(times), width, height);
    }

    private void receive(AVCodecContext decoder, AVFrame frame) {
      while (avcodec.avcodec_receive_frame(decoder, frame) >= 0) {
        width = frame.width();
        height = frame.height();
        times.add(
            avutil.av_rescale_q(
                frame.best_effort_timestamp(), stream.time_base(), avutil.av_make_q(1, 1_000_000)));
        numbers.add(read(frame).orElse(-1));
      }
    }

    private static OptionalInt read(AVFrame frame) {
      int depth = avutil.av_pix_fmt_desc_get(frame.format()).comp(0).depth();
      int stride = frame.linesize(0);
      BytePointer luma = new BytePointer(frame.data(0));
      return FrameNumber.read(
          frame.width(),
          frame.height(),
          (x, y) -> {
            if (depth == 8) {
              return luma.get((long) y * stride + x) & 0xFF;
            }
            int low = luma.get((long) y * stride + 2L * x) & 0xFF;
            int high = luma.get((long) y * stride + 2L * x + 1) & 0xFF;
            return (high << 8 | low) >> (depth - 8);
          });
    }
  }
}
