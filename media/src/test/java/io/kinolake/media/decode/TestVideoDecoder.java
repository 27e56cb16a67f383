package io.kinolake.media.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.measure.FramePictures;
import io.kinolake.media.measure.GrayImage;
import io.kinolake.media.synth.FrameNumber;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every decoded file must show, on files of every kind. */
final class TestVideoDecoder {
  @TempDir static Path folder;
  private static Map<String, Path> files;

  record Seen(int number, long timeUs, long durationUs) {}

  @BeforeAll
  static void writeFiles() {
    files = AwkwardVideos.write(folder);
  }

  @Test
  void everyFrameComesOnceAndInOrder() {
    files.forEach(
        (name, file) -> {
          List<Seen> seen = decode(file, DecodeOptions.DEFAULT);
          assertThat(seen.stream().map(Seen::number))
              .as(name)
              .containsExactlyElementsOf(IntStream.range(0, AwkwardVideos.FRAMES).boxed().toList());
          assertThat(seen.stream().map(Seen::timeUs)).as(name).isSorted().doesNotHaveDuplicates();
        });
  }

  @Test
  void eachFrameLastsUntilTheNext() {
    files.forEach(
        (name, file) -> {
          List<Seen> seen = decode(file, DecodeOptions.DEFAULT);
          for (int i = 0; i + 1 < seen.size(); i++) {
            assertThat(seen.get(i).timeUs() + seen.get(i).durationUs())
                .as(name + " frame " + i)
                .isEqualTo(seen.get(i + 1).timeUs());
          }
          assertThat(seen.get(seen.size() - 1).durationUs()).as(name).isPositive();
        });
  }

  @Test
  void aRangeIsTheSameSliceOfTheWhole() {
    Random random = new Random(20);
    files.forEach(
        (name, file) -> {
          List<Seen> all = decode(file, DecodeOptions.DEFAULT);
          for (int round = 0; round < 12; round++) {
            int from = random.nextInt(all.size());
            int to = from + 1 + random.nextInt(all.size() - from);
            long end =
                to < all.size()
                    ? all.get(to).timeUs()
                    : all.get(to - 1).timeUs() + all.get(to - 1).durationUs();
            TimeRange range = new TimeRange(all.get(from).timeUs(), end);
            List<Seen> slice = decode(file, DecodeOptions.DEFAULT.withRange(range));
            assertThat(slice).as(name + " " + from + ".." + to).isEqualTo(all.subList(from, to));
          }
        });
  }

  @Test
  void aRangeBetweenFramesStartsAtTheNextOne() {
    List<Seen> all = decode(files.get("plain.mp4"), DecodeOptions.DEFAULT);
    TimeRange range = new TimeRange(all.get(20).timeUs() - 1, all.get(22).timeUs() + 1);
    assertThat(decode(files.get("plain.mp4"), DecodeOptions.DEFAULT.withRange(range)))
        .isEqualTo(all.subList(20, 23));
  }

  @Test
  void aRangeBehindTheEndHasNoFrames() {
    TimeRange range = new TimeRange(900_000_000, 901_000_000);
    assertThat(decode(files.get("plain.mp4"), DecodeOptions.DEFAULT.withRange(range))).isEmpty();
  }

  @Test
  void oneThreadAndManyGiveTheSame() {
    Path file = files.get("bframes.mp4");
    assertThat(decode(file, DecodeOptions.DEFAULT.withThreads(1)))
        .isEqualTo(decode(file, DecodeOptions.DEFAULT.withThreads(4)));
  }

  @Test
  void limitsStopDecoding() {
    Path file = files.get("plain.mp4");
    MediaLimits limits = MediaLimits.DEFAULT;
    assertFails(file, limits.withMaxFrames(10), FailureCode.TOO_LARGE);
    assertFails(file, limits.withMaxPixels(100), FailureCode.TOO_LARGE);
    assertFails(file, limits.withDeadline(Duration.ofNanos(1)), FailureCode.DEADLINE);
  }

  @Test
  void closingTwiceIsHarmlessAndUseAfterItIsNot() {
    VideoDecoder decoder = VideoDecoder.open(files.get("plain.mp4"), DecodeOptions.DEFAULT);
    decoder.close();
    decoder.close();
    assertThatThrownBy(decoder::advance)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
  }

  private static void assertFails(Path file, MediaLimits limits, FailureCode code) {
    assertThatThrownBy(() -> decode(file, DecodeOptions.DEFAULT.withLimits(limits)))
        .isInstanceOfSatisfying(
            KinolakeException.class, e -> assertThat(e.failure().code()).isEqualTo(code))
        .hasMessageContaining(file.getFileName().toString());
  }

  private static List<Seen> decode(Path file, DecodeOptions options) {
    List<Seen> seen = new ArrayList<>();
    try (VideoDecoder decoder = VideoDecoder.open(file, options);
        FramePictures pictures = new FramePictures(0, Rational.ONE)) {
      while (decoder.advance()) {
        DecodedFrame frame = decoder.frame();
        assertThat(frame.index()).isEqualTo(seen.size());
        GrayImage gray =
            pictures.gray(frame.avFrame(), new FrameSize(frame.width(), frame.height()));
        int number = FrameNumber.read(gray.width(), gray.height(), gray::at).orElse(-1);
        seen.add(new Seen(number, frame.timeUs(), frame.durationUs()));
      }
      assertThat(decoder.firstProblem()).as(file.toString()).isEmpty();
    }
    return seen;
  }
}
