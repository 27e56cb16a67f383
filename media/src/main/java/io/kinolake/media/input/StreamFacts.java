package io.kinolake.media.input;

import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.IntPointer;

/** Reads facts of a stream from its container. */
public final class StreamFacts {
  private StreamFacts() {}

  /** FFmpeg's name of the codec. */
  public static String codecName(AVStream stream) {
    return avcodec.avcodec_get_name(stream.codecpar().codec_id()).getString();
  }

  /** The stored size; empty where the container does not say. */
  public static Optional<FrameSize> codedSize(AVStream stream) {
    AVCodecParameters parameters = stream.codecpar();
    return parameters.width() > 0 && parameters.height() > 0
        ? Optional.of(new FrameSize(parameters.width(), parameters.height()))
        : Optional.empty();
  }

  /** The clockwise turn that a player applies, to the nearest quarter: 0, 90, 180 or 270. */
  public static int rotationDegrees(AVStream stream) {
    AVCodecParameters parameters = stream.codecpar();
    if (parameters.nb_coded_side_data() == 0) {
      return 0;
    }
    AVPacketSideData side =
        avcodec.av_packet_side_data_get(
            parameters.coded_side_data(),
            parameters.nb_coded_side_data(),
            avcodec.AV_PKT_DATA_DISPLAYMATRIX);
    if (side == null || side.isNull() || side.size() < 9 * Integer.BYTES) {
      return 0;
    }
    // FFmpeg's angle is counter-clockwise.
    double angle = avutil.av_display_rotation_get(new IntPointer(side.data()));
    return Double.isNaN(angle) ? 0 : Math.floorMod(Math.round(-angle / 90) * 90, 360);
  }

  /** Width over height of a stored pixel; 1/1 where unset. */
  public static Rational sampleAspect(AVFormatContext context, AVStream stream) {
    Rational aspect = ratio(avformat.av_guess_sample_aspect_ratio(context, stream, null));
    return aspect.isKnown() ? aspect : Rational.ONE;
  }

  /** A ratio, unknown where FFmpeg has none. */
  public static Rational ratio(AVRational value) {
    return value.num() > 0 && value.den() > 0
        ? new Rational(value.num(), value.den())
        : Rational.UNKNOWN;
  }
}
