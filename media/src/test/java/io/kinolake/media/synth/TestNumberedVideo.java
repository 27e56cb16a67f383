package io.kinolake.media.synth;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TestNumberedVideo {
  private static final FrameSize SIZE = new FrameSize(192, 128);
  private static final Rational PAL = new Rational(25, 1);
  private static final int FRAMES = 40;

  @TempDir Path folder;

  static Stream<Arguments> kinds() {
    VideoSettings mp4 = VideoSettings.mp4(SIZE, PAL).withGroups(10, 0);
    VideoSettings lossless = mp4.withContainer("matroska").withEncoder("ffv1");
    return Stream.of(
        Arguments.of("plain.mp4", mp4),
        Arguments.of("sound.mp4", mp4.withAudio(Tone.ofUs(3_000_000))),
        Arguments.of("turned.mov", mp4.withContainer("mov").withRotation(90)),
        Arguments.of("anamorphic.mp4", mp4.withSampleAspect(new Rational(4, 3))),
        Arguments.of("bframes.mp4", mp4.withEncoder("mpeg4").withGroups(12, 2)),
        Arguments.of(
            "opengop.ts", mp4.withContainer("mpegts").withEncoder("mpeg2video").withGroups(12, 2)),
        Arguments.of("old.avi", mp4.withContainer("avi").withEncoder("mpeg4")),
        Arguments.of(
            "vp9.webm",
            mp4.withContainer("webm")
                .withEncoder("libvpx-vp9")
                .withEncoderOptions(Map.of("deadline", "realtime", "cpu-used", "8"))),
        Arguments.of("ten_bit.mkv", lossless.withPixelFormat("yuv420p10le")),
        Arguments.of("full_chroma.mkv", lossless.withPixelFormat("yuv444p")),
        Arguments.of(
            "odd.mkv",
            VideoSettings.mp4(new FrameSize(191, 127), PAL)
                .withContainer("matroska")
                .withEncoder("ffv1")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void everyFrameCarriesItsNumber(String name, VideoSettings settings) {
    Path file = NumberedVideo.constant(settings, FRAMES).write(folder.resolve(name));
    DecodedNumbers decoded = DecodedNumbers.of(file);
    assertThat(decoded.numbers()).isEqualTo(IntStream.range(0, FRAMES).boxed().toList());
    long start = decoded.timesUs().get(0);
    assertThat(decoded.timesUs())
        .allSatisfy(
            time ->
                assertThat((time - start) / 1_000.0 / 40)
                    .isCloseTo(
                        decoded.timesUs().indexOf(time),
                        org.assertj.core.data.Offset.offset(0.06)));
  }

  @Test
  void frameTimesMayVary() {
    VideoSettings settings = VideoSettings.mp4(SIZE, PAL).withTimeBase(new Rational(1, 1_000));
    NumberedVideo video =
        NumberedVideo.variable(settings, List.of(0L, 17L, 90L, 91L, 400L, 1_000L), 250);
    DecodedNumbers decoded = DecodedNumbers.of(video.write(folder.resolve("variable.mp4")));
    assertThat(decoded.timesUs()).isEqualTo(video.timesUs());
    assertThat(decoded.numbers()).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void theFirstFrameMayComeLate() {
    VideoSettings settings = VideoSettings.mp4(SIZE, PAL).withContainer("matroska");
    NumberedVideo video = NumberedVideo.constant(settings, 5).startingAt(50);
    DecodedNumbers decoded = DecodedNumbers.of(video.write(folder.resolve("late.mkv")));
    assertThat(decoded.timesUs().get(0)).isEqualTo(2_000_000);
  }

  @Test
  void everyNumberReadsBackFromItsBlocks() {
    java.awt.image.BufferedImage picture =
        new java.awt.image.BufferedImage(97, 65, java.awt.image.BufferedImage.TYPE_3BYTE_BGR);
    for (int number = 0; number < FrameNumber.LIMIT; number += 37) {
      FrameNumber.draw(picture, number);
      assertThat(FrameNumber.read(97, 65, (x, y) -> picture.getRGB(x, y) & 0xFF)).hasValue(number);
    }
  }

  @Test
  void aPictureWithoutANumberHasNone() {
    assertThat(FrameNumber.read(192, 128, (x, y) -> 0)).isEmpty();
    assertThat(FrameNumber.read(192, 128, (x, y) -> 255)).isEmpty();
  }
}
