package io.kinolake.media.cut;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.synth.DecodedNumbers;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.media.FrameRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TestCopyingCutter {
  /** Packets without presentation times, and a codec that MP4 has no place for. */
  private static final Set<String> NOT_POSSIBLE = Set.of("bframes.avi", "vp8.webm");

  private static final List<FrameRange> RANGES =
      List.of(
          new FrameRange(0, 20),
          new FrameRange(20, 50),
          new FrameRange(30, 31),
          new FrameRange(50, AwkwardVideos.FRAMES));

  @TempDir Path folder;

  static Stream<Arguments> awkwardVideos() {
    return AwkwardVideos.all().entrySet().stream()
        .flatMap(
            entry ->
                Stream.of(CopyRange.values())
                    .map(range -> Arguments.of(entry.getKey(), range, entry.getValue())));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("awkwardVideos")
  void theReportedFramesAreThoseInThePixels(String name, CopyRange range, NumberedVideo video) {
    NumberedSource source = NumberedSource.write(video, folder.resolve(name));
    CollectedClips clips = cut(source, range);
    assertThat(clips.failed.values())
        .extracting(Failure::code)
        .allMatch(code -> code == FailureCode.CUT_NOT_POSSIBLE);
    if (NOT_POSSIBLE.contains(name)) {
      assertThat(clips.written).isEmpty();
      return;
    }
    assertThat(clips.written).hasSizeGreaterThanOrEqualTo(RANGES.size() - 1);
    for (WrittenClip clip : clips.written) {
      DecodedNumbers decoded = DecodedNumbers.of(clips.file(clip.plan()));
      FrameRange got = clip.frames();
      assertThat(decoded.numbers())
          .isEqualTo(LongStream.range(got.start(), got.end()).mapToObj(i -> (int) i).toList());
      assertThat(clip.time().startUs()).isEqualTo(source.timeUs(got.start()));
      assertThat(clip.time().endUs()).isEqualTo(source.timeUs(got.end()));
      assertRange(range, clip.plan().frames(), got);
    }
  }

  private static void assertRange(CopyRange range, FrameRange wanted, FrameRange got) {
    if (range == CopyRange.INSIDE) {
      assertThat(got.start()).isGreaterThanOrEqualTo(wanted.start());
      assertThat(got.end()).isLessThanOrEqualTo(wanted.end());
    } else {
      assertThat(got.start()).isLessThanOrEqualTo(wanted.start());
      assertThat(got.end()).isGreaterThanOrEqualTo(wanted.end());
    }
  }

  private CollectedClips cut(NumberedSource source, CopyRange range) {
    CollectedClips clips = new CollectedClips(folder);
    new CopyingCutter(range, Audio.KEEP, MediaLimits.DEFAULT)
        .cut(source.file(), source.info(), source.plans(RANGES), clips);
    return clips;
  }
}
