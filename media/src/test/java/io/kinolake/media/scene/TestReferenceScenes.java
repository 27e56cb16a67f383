package io.kinolake.media.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kinolake.media.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real footage against the scenes that PySceneDetect 0.7 finds with its adaptive detector at its
 * defaults. One test a file, so that a report tells how many ran.
 */
class TestReferenceScenes {
  private static final Pattern FRAMES = Pattern.compile("\\[\\s*(\\d+),\\s*(\\d+)\\s*]");
  private static final Pattern TIMES = Pattern.compile("\\[\\s*\"(\\d+):(\\d+):(\\d+)\\.(\\d+)\"");
  private static final long MILLISECOND_US = 1_000;

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "big_buck_bunny_0_30.webm",
        "bikes.mp4",
        "climbing_portrait.mp4",
        "flipping_a_pancake.mkv",
        "googlework_short.mp4",
        "portrait_dialogue_subtitles.mp4",
        "psd_testvideo.mp4",
        "slides_text_1080p.mp4"
      })
  void theScenesAreThoseOfTheReferenceToTheFrame(String name) throws IOException {
    Optional<Path> shared = SharedFolder.find();
    assumeTrue(shared.isPresent(), "No folder of footage; set -Dkinolake.shared");
    String reference = entry(shared.orElseThrow().resolve("reference/scenes.json"), name);
    Path file = shared.orElseThrow().resolve("footage").resolve(name);

    List<SceneRange> scenes =
        new SceneScan(SceneDetector.of(DetectorSettings.Adaptive.DEFAULT), SceneRule.DEFAULT)
            .scan(file);

    assertThat(scenes)
        .extracting(scene -> List.of(scene.frames().start(), scene.frames().end()))
        .isEqualTo(
            FRAMES
                .matcher(reference)
                .results()
                .map(pair -> List.of(Long.valueOf(pair.group(1)), Long.valueOf(pair.group(2))))
                .toList());
    requireStartTimes(scenes, TIMES.matcher(reference).results().toList());
  }

  /**
   * The reference counts from 0 and rounds to milliseconds; its ends are nominal, ours are true.
   */
  private static void requireStartTimes(List<SceneRange> scenes, List<MatchResult> times) {
    assertThat(times).hasSameSizeAs(scenes);
    long origin = scenes.get(0).time().startUs();
    for (int i = 0; i < times.size(); i++) {
      assertThat(scenes.get(i).time().startUs() - origin)
          .isCloseTo(micros(times.get(i)), Offset.offset(MILLISECOND_US));
    }
  }

  private static long micros(MatchResult start) {
    long minutes = 60 * Long.parseLong(start.group(1)) + Long.parseLong(start.group(2));
    long seconds = 60 * minutes + Long.parseLong(start.group(3));
    return (1000 * seconds + Long.parseLong(start.group(4))) * MILLISECOND_US;
  }

  private static String entry(Path reference, String name) throws IOException {
    Matcher matcher =
        Pattern.compile("\"" + Pattern.quote(name) + "\": \\{([^}]*)}")
            .matcher(Files.readString(reference));
    assertThat(matcher.find()).as(name).isTrue();
    return matcher.group(1);
  }
}
