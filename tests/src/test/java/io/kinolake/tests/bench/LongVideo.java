package io.kinolake.tests.bench;

import static io.kinolake.media.encode.WriteFailures.allocated;
import static io.kinolake.media.encode.WriteFailures.check;

import io.kinolake.media.encode.MediaOutput;
import io.kinolake.media.input.MediaInput;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;

/**
 * A long video that is quick to make: one minute of 1080p with six scenes is encoded, and its
 * packets are written again and again, each time later.
 */
final class LongVideo {
  private static final FrameSize SIZE = new FrameSize(1920, 1080);
  private static final int RATE = 10;
  private static final int SEED_SECONDS = 60;
  private static final int SCENE_SECONDS = 10;

  private LongVideo() {}

  /** Writes so many minutes. */
  static Path write(Path folder, int minutes) {
    Path seed = folder.resolve("seed.mp4");
    VideoSettings settings = VideoSettings.mp4(SIZE, new Rational(RATE, 1)).withGroups(50, 0);
    NumberedVideo.constant(settings, SEED_SECONDS * RATE)
        .withScenes(List.of(1, 2, 3, 4, 5).stream().map(i -> i * SCENE_SECONDS * RATE).toList())
        .write(seed);
    Path file = folder.resolve("long-" + minutes + ".mp4");
    try (MediaOutput output = MediaOutput.create(file, "mp4")) {
      AVStream stream = describe(output, seed);
      output.start(Map.of());
      for (int i = 0; i < minutes; i++) {
        append(output, stream, seed, i);
      }
      output.finish();
    }
    return file;
  }

  private static AVStream describe(MediaOutput output, Path seed) {
    try (MediaInput input = MediaInput.open(seed, MediaLimits.DEFAULT)) {
      AVStream stream = output.addStream();
      check(
          avcodec.avcodec_parameters_copy(stream.codecpar(), input.videoStream().codecpar()),
          "describe a stream");
      stream.time_base(input.videoStream().time_base());
      return stream;
    }
  }

  private static void append(MediaOutput output, AVStream stream, Path seed, int minute) {
    AVPacket packet = allocated(avcodec.av_packet_alloc(), "a packet");
    try (MediaInput input = MediaInput.open(seed, MediaLimits.DEFAULT)) {
      AVRational base = input.videoStream().time_base();
      long later = (long) minute * SEED_SECONDS * base.den() / base.num();
      while (avformat.av_read_frame(input.context(), packet) >= 0) {
        packet.pts(packet.pts() + later);
        packet.dts(packet.dts() + later);
        output.write(packet, base, stream);
      }
    } finally {
      avcodec.av_packet_free(packet);
    }
  }
}
