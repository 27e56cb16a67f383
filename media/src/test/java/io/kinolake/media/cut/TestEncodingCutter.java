package io.kinolake.media.cut;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.synth.DecodedNumbers;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.schemas.media.FrameRange;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TestEncodingCutter {
  /** Touching, overlapping, of one frame, up to the end. */
  private static final List<FrameRange> RANGES =
      List.of(
          new FrameRange(0, 20),
          new FrameRange(20, 31),
          new FrameRange(25, 50),
          new FrameRange(40, 41),
          new FrameRange(50, AwkwardVideos.FRAMES));

  @TempDir Path folder;

  static Stream<Arguments> awkwardVideos() {
    return AwkwardVideos.all().entrySet().stream()
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("awkwardVideos")
  void everyClipHoldsExactlyItsFrames(String name, NumberedVideo video) {
    NumberedSource source = NumberedSource.write(video, folder.resolve(name));
    assertExact(source, video.settings().pictures().rotationDegrees());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("awkwardVideos")
  void whatProbingTellsIsEnough(String name, NumberedVideo video) {
    NumberedSource source = NumberedSource.write(video, folder.resolve(name)).probed();
    assertExact(source, video.settings().pictures().rotationDegrees());
  }

  private void assertExact(NumberedSource source, int turned) {
    CollectedClips clips = cut(source, EncodeSettings.DEFAULT);
    assertThat(clips.failed).isEmpty();
    assertThat(clips.written).hasSize(RANGES.size());
    for (WrittenClip clip : clips.written) {
      FrameRange frames = clip.plan().frames();
      DecodedNumbers decoded = DecodedNumbers.ofTurned(clips.file(clip.plan()), turned);
      assertThat(decoded.numbers())
          .isEqualTo(
              LongStream.range(frames.start(), frames.end()).mapToObj(i -> (int) i).toList());
      assertThat(clip.content().frames()).isEqualTo(frames.length());
      assertThat(clip.frames()).isEqualTo(frames);
      assertTimesKept(source, frames, decoded);
    }
  }

  private static void assertTimesKept(
      NumberedSource source, FrameRange frames, DecodedNumbers decoded) {
    long origin = source.timeUs(frames.start());
    for (int i = 0; i < decoded.timesUs().size(); i++) {
      long expected = source.timeUs(frames.start() + i) - origin;
      // Containers that round to milliseconds give uneven times; the clip's are even.
      assertThat(decoded.timesUs().get(i)).isBetween(expected - 1_001, expected + 1_001);
    }
  }

  private CollectedClips cut(NumberedSource source, EncodeSettings settings) {
    CollectedClips clips = new CollectedClips(folder);
    new EncodingCutter(settings, MediaLimits.DEFAULT)
        .cut(source.file(), source.info(), source.plans(RANGES), clips);
    return clips;
  }
}
