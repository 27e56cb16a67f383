package io.kinolake.media.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.media.encode.ColourTags;
import io.kinolake.media.encode.PictureFormat;
import io.kinolake.media.encode.VideoEncoding;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.VideoFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pixel format, transfer function, rates and bit rate of files that are known to have them. */
final class TestProbedFormat {
  private static final MediaProber PROBER = new MediaProber(MediaLimits.DEFAULT);
  private static final VideoSettings MP4 =
      VideoSettings.mp4(new FrameSize(128, 96), new Rational(25, 1));
  private static final Map<String, Integer> TRANSFERS =
      Map.of(
          "smpte2084", avutil.AVCOL_TRC_SMPTE2084,
          "arib-std-b67", avutil.AVCOL_TRC_ARIB_STD_B67,
          "bt709", avutil.AVCOL_TRC_BT709,
          "unknown", avutil.AVCOL_TRC_UNSPECIFIED);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "matroska, ffv1, yuv420p10le, smpte2084, true",
    "mov, prores_ks, yuv422p10le, arib-std-b67, true",
    "mp4, libvpx-vp9, yuv420p, smpte2084, true",
    "webm, libvpx-vp9, yuv420p, arib-std-b67, true",
    "webm, libvpx-vp9, yuv420p, bt709, false",
    "mp4, libopenh264, yuv420p, smpte2084, true",
    "mp4, libopenh264, yuv420p, bt709, false",
    "mpegts, libopenh264, yuv420p, bt709, false",
    "mp4, libopenh264, yuv420p, unknown, false"
  })
  void theTransferFunctionTellsWhetherAVideoIsHdr(
      String container, String encoder, String pixels, String transfer, boolean hdr) {
    VideoSettings settings =
        tagged(encoded(encoder, pixels).withContainer(container), TRANSFERS.get(transfer));

    VideoFormat format = probe(settings).format();

    assertThat(format.transfer()).isEqualTo(transfer);
    assertThat(format.isHdr()).isEqualTo(hdr);
    assertThat(format.pixelFormat()).isEqualTo(pixels);
  }

  @ParameterizedTest
  @CsvSource({
    "matroska, libvpx-vp9, yuv444p, vp9",
    "mov, prores_ks, yuv422p10le, prores",
    "avi, mjpeg, yuvj422p, mjpeg",
    "matroska, ffv1, gray, ffv1",
    "mpegts, mpeg2video, yuv422p, mpeg2video"
  })
  void thePixelFormatIsThatOfTheEncodedPictures(
      String container, String encoder, String pixels, String codec) {
    VideoFormat format = probe(encoded(encoder, pixels).withContainer(container)).format();

    assertThat(format.pixelFormat()).isEqualTo(pixels);
    assertThat(format.codec()).isEqualTo(codec);
  }

  @ParameterizedTest
  @CsvSource({"mp4, 30000/1001", "mov, 24/1", "matroska, 25/1", "mpegts, 50/1", "avi, 30000/1001"})
  void atAConstantRateTheRealRateIsTheAverage(String container, String rate) {
    Rational declared = Rational.parse(rate);
    VideoSettings settings =
        VideoSettings.mp4(new FrameSize(128, 96), declared)
            .withEncoder("mpeg4")
            .withContainer(container);

    FrameTiming timing = probe(settings).timing();

    assertThat(timing.averageRate()).isEqualTo(declared);
    assertThat(timing.realRate()).isEqualTo(declared);
  }

  @ParameterizedTest
  @CsvSource({"mp4", "matroska"})
  void atAVariableRateTheRealRateIsTheOneThatAllTimesFit(String container) {
    VideoSettings settings =
        MP4.withContainer(container).withTimeBase(new Rational(1, 1000)); // ms, gaps of 40 and 120
    List<Long> times = List.of(0L, 40L, 80L, 200L, 240L, 360L, 400L, 440L, 560L, 600L);
    Path file =
        NumberedVideo.variable(settings, times, 40).write(folder.resolve("variable." + container));

    FrameTiming timing = PROBER.probe(file).timing();

    assertThat(timing.variable()).isTrue();
    assertThat(timing.realRate()).isEqualTo(new Rational(25, 1));
    assertThat(timing.averageRate().toDouble()).isBetween(15.0, 16.0); // 10 frames in 640 ms
  }

  @Test
  void theBitRateIsThatOfTheWholeFile() throws IOException {
    Path file = NumberedVideo.constant(MP4, 50).write(folder.resolve("two_seconds.mp4"));

    assertThat(PROBER.probe(file).bitRate()).isEqualTo(Files.size(file) * 8 / 2);
  }

  private static VideoSettings encoded(String encoder, String pixels) {
    Map<String, String> options =
        encoder.equals("libvpx-vp9") ? Map.of("deadline", "realtime", "cpu-used", "8") : Map.of();
    return MP4.withEncoding(new VideoEncoding(encoder, 0, 0, 0, options, 1))
        .withPixelFormat(pixels);
  }

  private static VideoSettings tagged(VideoSettings settings, int transfer) {
    boolean unknown = transfer == avutil.AVCOL_TRC_UNSPECIFIED;
    PictureFormat pictures = settings.pictures();
    return new VideoSettings(
        settings.container(),
        settings.encoding(),
        new PictureFormat(
            pictures.size(),
            pictures.pixelFormat(),
            pictures.sampleAspect(),
            pictures.rotationDegrees(),
            pictures.timeBase(),
            pictures.rate(),
            unknown
                ? ColourTags.UNKNOWN
                : new ColourTags(avutil.AVCOL_PRI_BT2020, transfer, avutil.AVCOL_SPC_BT2020_NCL)),
        settings.audio(),
        settings.muxerOptions(),
        settings.tags());
  }

  private MediaInfo probe(VideoSettings settings) {
    return PROBER.probe(NumberedVideo.constant(settings, 10).write(folder.resolve("video")));
  }
}
