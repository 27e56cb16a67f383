package io.kinolake.media.cut;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.probe.MediaProber;
import io.kinolake.media.scene.DetectorSettings;
import io.kinolake.media.scene.SceneDetector;
import io.kinolake.media.scene.SceneRange;
import io.kinolake.media.scene.SceneRule;
import io.kinolake.media.scene.SceneScan;
import io.kinolake.media.synth.DecodedNumbers;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.Rational;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Probe, decoder, scenes and clips must all count the same frames. */
class TestFrameNumbers {
  private static final VideoSettings MP4 =
      VideoSettings.mp4(new FrameSize(128, 96), new Rational(25, 1));

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"hevc.mp4", "hevc.ts", "interlaced_h264.mp4", "interlaced_h264.ts"})
  void codecsWithoutAnEncoderHere(String name) {
    requireAgreement(
        io.kinolake.media.decode.AwkwardVideos.copy(name, folder),
        IntStream.range(0, 75).boxed().toList());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"mp4", "mov", "mpegts", "matroska"})
  void interlacedMpeg2(String container) {
    VideoSettings settings =
        MP4.withEncoder("mpeg2video")
            .withGroups(12, 2)
            .withContainer(container)
            .withEncoderOptions(Map.of("flags", "+ildct+ilme"));
    requireAgreement(
        NumberedVideo.constant(settings, 75).write(folder.resolve("source." + container)),
        IntStream.range(0, 75).boxed().toList());
  }

  @ParameterizedTest(name = "{0} frames of the head are hidden")
  @ValueSource(ints = {1, 5, 10, 12, 13, 30})
  void anEditListMayHideTheHead(int hidden) {
    NumberedVideo video =
        NumberedVideo.constant(MP4.withEncoder("mpeg4").withGroups(12, 2), 75).startingAt(-hidden);
    requireAgreement(
        video.write(folder.resolve("trimmed.mp4")), IntStream.range(hidden, 75).boxed().toList());
  }

  @Test
  void cutsBehindAHiddenHeadCountFromTheFirstFrameShown() {
    Path file =
        NumberedVideo.constant(MP4.withEncoder("mpeg4").withGroups(12, 2), 75)
            .startingAt(-10)
            .withScenes(List.of(40))
            .write(folder.resolve("trimmed.mp4"));
    assertThat(scenes(file, DetectorSettings.Adaptive.DEFAULT))
        .extracting(SceneRange::frames)
        .containsExactly(new FrameRange(0, 30), new FrameRange(30, 65));
  }

  private void requireAgreement(Path file, List<Integer> numbers) {
    assertThat(DecodedNumbers.of(file).numbers()).isEqualTo(numbers);
    MediaInfo info = new MediaProber(MediaLimits.DEFAULT).probe(file);
    assertThat(info.timing().frames()).isEqualTo(numbers.size());
    List<Long> times = new ArrayList<>();
    try (VideoDecoder decoder = VideoDecoder.open(file, DecodeOptions.DEFAULT)) {
      while (decoder.advance()) {
        times.add(decoder.frame().timeUs());
      }
    }
    assertThat(times).hasSize(numbers.size());
    assertThat(info.timing().range().startUs()).isEqualTo(times.get(0));
    List<SceneRange> scenes = scenes(file, new DetectorSettings.FrameStride(20));
    assertThat(scenes.get(scenes.size() - 1).frames().end()).isEqualTo(numbers.size());
    requireClips(file, info, scenes, numbers);
  }

  private void requireClips(
      Path file, MediaInfo info, List<SceneRange> scenes, List<Integer> numbers) {
    List<ClipPlan> plans =
        IntStream.range(0, scenes.size())
            .mapToObj(
                i ->
                    new ClipPlan(
                        i, i, "clip-" + i + ".mp4", scenes.get(i).frames(), scenes.get(i).time()))
            .toList();
    CollectedClips clips = new CollectedClips(folder);
    new EncodingCutter(EncodeSettings.DEFAULT, MediaLimits.DEFAULT).cut(file, info, plans, clips);
    assertThat(clips.failed).isEmpty();
    for (ClipPlan plan : plans) {
      assertThat(DecodedNumbers.of(clips.file(plan)).numbers())
          .isEqualTo(numbers.subList((int) plan.frames().start(), (int) plan.frames().end()));
    }
  }

  private static List<SceneRange> scenes(Path file, DetectorSettings settings) {
    return new SceneScan(SceneDetector.of(settings), SceneRule.DEFAULT).scan(file);
  }
}
