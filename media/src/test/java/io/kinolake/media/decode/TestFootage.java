package io.kinolake.media.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kinolake.media.SharedFolder;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.probe.MediaProber;
import io.kinolake.schemas.media.MediaInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Real clips against the frame counts that another decoder gave. */
final class TestFootage {
  private static final Pattern ENTRY =
      Pattern.compile("\"([^\"]+\\.(?:mp4|mkv|webm))\": \\{\\s*\"num_frames\": (\\d+)");

  @Test
  void everyClipYieldsAsManyFramesAsTheReference() throws IOException {
    Path shared = sharedFolder();
    for (Map.Entry<String, Long> clip : referenceCounts(shared).entrySet()) {
      Path file = shared.resolve("footage").resolve(clip.getKey());
      try (VideoDecoder decoder = VideoDecoder.open(file, DecodeOptions.DEFAULT)) {
        long count = 0;
        long last = Long.MIN_VALUE;
        while (decoder.advance()) {
          DecodedFrame frame = decoder.frame();
          assertThat(frame.index()).isEqualTo(count++);
          assertThat(frame.timeUs()).isGreaterThan(last);
          last = frame.timeUs();
        }
        assertThat(count).as(clip.getKey()).isEqualTo(clip.getValue());
        assertThat(decoder.firstProblem()).as(clip.getKey()).isEmpty();
      }
    }
  }

  @Test
  void probingCountsAsManyFramesAsTheReference() throws IOException {
    Path shared = sharedFolder();
    MediaProber prober = new MediaProber(MediaLimits.DEFAULT);
    for (Map.Entry<String, Long> clip : referenceCounts(shared).entrySet()) {
      MediaInfo info = prober.probe(shared.resolve("footage").resolve(clip.getKey()));
      assertThat(info.timing().frames()).as(clip.getKey()).isEqualTo(clip.getValue());
      assertThat(info.format().pixelFormat()).as(clip.getKey()).isEqualTo("yuv420p");
    }
  }

  private static Path sharedFolder() throws IOException {
    Optional<Path> shared = SharedFolder.find();
    assumeTrue(shared.isPresent(), "No folder of footage; set -Dkinolake.shared");
    return shared.orElseThrow();
  }

  private static Map<String, Long> referenceCounts(Path shared) throws IOException {
    Matcher matcher = ENTRY.matcher(Files.readString(shared.resolve("reference/scenes.json")));
    Map<String, Long> counts =
        matcher.results().collect(Collectors.toMap(m -> m.group(1), m -> Long.valueOf(m.group(2))));
    assertThat(counts).hasSize(8);
    return counts;
  }
}
