package io.kinolake.media.cut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.media.encode.VideoEncoder;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.synth.DecodedNumbers;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.Tone;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestEncodeSettings {
  private static final Rational PAL = new Rational(25, 1);
  private static final VideoSettings SOURCE =
      VideoSettings.mp4(new FrameSize(256, 192), PAL).withGroups(12, 0);
  private static final double SOUND_TOLERANCE = 0.03; // AAC blurs an onset over a frame

  @TempDir Path folder;

  @Test
  void aHigherRateRepeatsFramesAndALowerOneLeavesFramesOut() {
    NumberedSource source = write(NumberedVideo.constant(SOURCE, 50));
    FrameRange range = new FrameRange(10, 20);
    EncodeSettings settings = EncodeSettings.DEFAULT;
    assertThat(numbers(source, settings.withRate(new Rational(50, 1)), range))
        .containsExactly(
            10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15, 16, 16, 17, 17, 18, 18, 19, 19);
    assertThat(numbers(source, settings.withRate(new Rational(10, 1)), range))
        .containsExactly(10, 12, 15, 17);
  }

  @Test
  void variableTimesBecomeAConstantRate() {
    VideoSettings fine = SOURCE.withTimeBase(new Rational(1, 1_000));
    NumberedSource source =
        write(NumberedVideo.variable(fine, List.of(0L, 10L, 200L, 230L, 500L), 100));
    assertThat(
            numbers(
                source, EncodeSettings.DEFAULT.withRate(new Rational(10, 1)), new FrameRange(0, 5)))
        .containsExactly(0, 1, 2, 3, 3, 4);
  }

  @Test
  void largePicturesAreScaledDownAndSmallOnesAreKept() {
    NumberedSource source = write(NumberedVideo.constant(SOURCE, 10));
    FrameRange all = new FrameRange(0, 10);
    DecodedNumbers small = decoded(source, EncodeSettings.DEFAULT.withShorterSide(96), all);
    assertThat(new FrameSize(small.width(), small.height())).isEqualTo(new FrameSize(128, 96));
    DecodedNumbers kept = decoded(source, EncodeSettings.DEFAULT.withShorterSide(1_080), all);
    assertThat(new FrameSize(kept.width(), kept.height())).isEqualTo(new FrameSize(256, 192));
  }

  @Test
  void soundIsTrimmedToTheClipAndStaysInTime() {
    Tone tone = new Tone("aac", 900_000, 1_000_000, 440);
    NumberedSource source = write(NumberedVideo.constant(SOURCE.withAudio(tone), 75));
    CollectedClips clips =
        cut(source, EncodeSettings.DEFAULT, new FrameRange(15, 40), new FrameRange(35, 70));
    assertThat(clips.failed).isEmpty();
    DecodedSound first = sound(clips, 0); // 0.6 s to 1.6 s of the source
    assertThat(first.beginSeconds()).isCloseTo(0.3, within(SOUND_TOLERANCE));
    assertThat(first.endSeconds()).isCloseTo(1.0, within(SOUND_TOLERANCE));
    DecodedSound second = sound(clips, 1); // 1.4 s to 2.8 s of the source
    assertThat(second.beginSeconds()).isCloseTo(0.0, within(SOUND_TOLERANCE));
    assertThat(second.endSeconds()).isCloseTo(0.5, within(SOUND_TOLERANCE));
  }

  @Test
  void copiedSoundStaysInTimeToo() {
    Tone tone = new Tone("aac", 900_000, 1_000_000, 440);
    NumberedSource source = write(NumberedVideo.constant(SOURCE.withAudio(tone), 75));
    CollectedClips clips = new CollectedClips(folder);
    new CopyingCutter(CopyRange.COVER, Audio.KEEP, MediaLimits.DEFAULT)
        .cut(source.file(), source.info(), source.plans(List.of(new FrameRange(12, 40))), clips);
    assertThat(clips.failed).isEmpty();
    double start = clips.written.get(0).time().startUs() / 1e6;
    DecodedSound copied = DecodedSound.of(clips.file(clips.written.get(0).plan()));
    assertThat(copied.beginSeconds()).isCloseTo(0.9 - start, within(SOUND_TOLERANCE));
  }

  @Test
  void soundMayBeDropped() {
    NumberedSource source =
        write(NumberedVideo.constant(SOURCE.withAudio(Tone.ofUs(2_000_000)), 50));
    EncodeSettings silent = EncodeSettings.DEFAULT.withAudio(Audio.DROP);
    assertThat(sound(cut(source, silent, new FrameRange(0, 50)), 0).present()).isFalse();
  }

  @Test
  void aLowerLevelMakesALargerFile() {
    NumberedSource source = write(NumberedVideo.constant(SOURCE, 25));
    long fine = size(source, new Quality.Constant(10));
    long coarse = size(source, new Quality.Constant(40));
    assertThat(fine).isGreaterThan(coarse);
  }

  @Test
  void aDamagedPartOfTheSourceCostsItsOwnClipsOnly() throws IOException {
    NumberedSource source =
        write(NumberedVideo.constant(SOURCE.withContainer("mpegts").withEncoder("mpeg2video"), 75));
    try (FileChannel file = FileChannel.open(source.file(), StandardOpenOption.WRITE)) {
      file.truncate(Files.size(source.file()) / 2);
    }
    CollectedClips clips =
        cut(source, EncodeSettings.DEFAULT, new FrameRange(0, 20), new FrameRange(20, 75));
    assertThat(clips.written).extracting(clip -> clip.plan().index()).containsExactly(0);
    assertThat(clips.failed.values())
        .extracting(Failure::code)
        .containsExactly(FailureCode.WRONG_CUT);
  }

  @Test
  void aMissingEncoderIsNamed() {
    Assumptions.assumeFalse(VideoEncoder.isAvailable("libx264"), "This build has libx264");
    NumberedSource source = write(NumberedVideo.constant(SOURCE, 5));
    EncodeSettings settings = EncodeSettings.DEFAULT.withEncoder("libx264");
    assertThatThrownBy(() -> cut(source, settings, new FrameRange(0, 5)))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("'libx264'")
        .hasMessageContaining("-Dffmpeg=gpl");
  }

  @Test
  void x264IsUsedWhereTheBuildHasIt() throws IOException {
    Assumptions.assumeTrue(
        VideoEncoder.isAvailable("libx264"), "This build has no libx264; build with -Dffmpeg=gpl");
    NumberedSource source = write(NumberedVideo.constant(SOURCE, 50));
    EncodeSettings settings = EncodeSettings.DEFAULT.withEncoder("libx264");
    FrameRange range = new FrameRange(10, 35);
    assertThat(numbers(source, settings, range))
        .isEqualTo(IntStream.range(10, 35).boxed().toList());

    long[] sizes = new long[2];
    for (int level : new int[] {18, 35}) {
      CollectedClips clips = cut(source, settings.withQuality(new Quality.Constant(level)), range);
      assertThat(clips.failed).isEmpty();
      Path clip = clips.file(clips.written.get(0).plan());
      // libx264 writes its settings into the stream.
      assertThat(new String(Files.readAllBytes(clip), StandardCharsets.ISO_8859_1))
          .contains("x264 - core")
          .contains("crf=" + level + ".0");
      sizes[level == 18 ? 0 : 1] = Files.size(clip);
    }
    assertThat(sizes[0]).isGreaterThan(sizes[1]);
  }

  private long size(NumberedSource source, Quality quality) {
    return cut(source, EncodeSettings.DEFAULT.withQuality(quality), new FrameRange(0, 25))
        .written
        .get(0)
        .content()
        .sizeBytes();
  }

  private DecodedSound sound(CollectedClips clips, int index) {
    return DecodedSound.of(clips.file(clips.written.get(index).plan()));
  }

  private List<Integer> numbers(NumberedSource source, EncodeSettings settings, FrameRange range) {
    return decoded(source, settings, range).numbers();
  }

  private DecodedNumbers decoded(NumberedSource source, EncodeSettings settings, FrameRange range) {
    CollectedClips clips = cut(source, settings, range);
    assertThat(clips.failed).isEmpty();
    return DecodedNumbers.of(clips.file(clips.written.get(0).plan()));
  }

  private NumberedSource write(NumberedVideo video) {
    return NumberedSource.write(video, folder.resolve("source." + video.settings().container()));
  }

  private CollectedClips cut(NumberedSource source, EncodeSettings settings, FrameRange... ranges) {
    CollectedClips clips = new CollectedClips(folder);
    new EncodingCutter(settings, MediaLimits.DEFAULT)
        .cut(source.file(), source.info(), source.plans(List.of(ranges)), clips);
    return clips;
  }
}
