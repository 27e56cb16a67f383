package io.kinolake.tests.bench;

import io.kinolake.media.probe.ProbeBench;
import io.kinolake.media.scene.DetectorSettings;
import io.kinolake.media.scene.SceneBench;
import io.kinolake.media.scene.SceneDetector;
import io.kinolake.udfs.score.ScoreBench;
import io.kinolake.udfs.score.ScoreClipsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/**
 * Scene detection beside FFmpeg's own decoding to nowhere, in turns, all scorers beside the dearest
 * alone, and probing; on the footage of the tests.
 */
final class BenchmarkMedia implements Benchmark {
  private static final List<String> SCENES = List.of("psd_testvideo.mp4", "slides_text_1080p.mp4");
  private static final List<String> SCORES =
      List.of("psd_testvideo.mp4", "slides_text_1080p.mp4", "flipping_a_pancake.mkv", "bikes.mp4");
  private static final int RUNS = 3;
  private static final int PROBE_RUNS = 50;

  @Override
  public List<Measurement> run(Path scratch) throws Exception {
    Path footage = footage();
    List<Measurement> measurements = new ArrayList<>();
    for (Path file : present(footage, SCENES, measurements)) {
      measurements.add(scenes(scratch, file));
    }
    for (Path file : present(footage, SCORES, measurements)) {
      measurements.add(scores(file));
    }
    for (Path file : filesOf(footage)) {
      measurements.add(probe(file));
    }
    return measurements;
  }

  private static List<Path> present(
      Path footage, List<String> names, List<Measurement> measurements) {
    List<Path> files = new ArrayList<>();
    for (String name : names) {
      if (Files.exists(footage.resolve(name))) {
        files.add(footage.resolve(name));
      } else {
        measurements.add(Measurement.skipped(name, "no footage at " + footage));
      }
    }
    return files;
  }

  private static List<Path> filesOf(Path footage) throws IOException {
    if (!Files.isDirectory(footage)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(footage)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static Measurement probe(Path file) {
    double best =
        ProbeBench.run(file, PROBE_RUNS).stream().mapToLong(Duration::toNanos).min().orElseThrow()
            / 1e6;
    return new Measurement(
        "probe of " + file.getFileName() + ", best after warm-up",
        String.format(Locale.ROOT, "%.2f ms", best),
        "<= 10 ms");
  }

  private static Measurement scenes(Path scratch, Path file) throws Exception {
    String ffmpeg = Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);
    SceneDetector detector = SceneDetector.of(DetectorSettings.named("adaptive"));
    double decoding = Double.MAX_VALUE;
    double detecting = Double.MAX_VALUE;
    for (int i = 0; i < RUNS; i++) {
      List<String> command =
          List.of(ffmpeg, "-v", "error", "-i", file.toString(), "-f", "null", "-");
      decoding = Math.min(decoding, BenchmarkProcess.run(scratch, command).seconds());
      detecting = Math.min(detecting, SceneBench.run(file, detector, 1).get(0).toNanos() / 1e9);
    }
    return new Measurement(
        "scenes of " + file.getFileName() + ", rate over that of ffmpeg's null decode",
        String.format(
            Locale.ROOT, "%.2f (best %.2f s, %.2f s)", decoding / detecting, detecting, decoding),
        ">= 0.8");
  }

  private static Measurement scores(Path file) {
    ScoreBench.Result result = ScoreBench.run(file, ScoreClipsSettings.WITHOUT_MODELS, RUNS);
    return new Measurement(
        "all scorers of " + file.getFileName() + " over the dearest alone",
        String.format(Locale.ROOT, "%.2f (best %.2f s)", result.ratio(), result.together()),
        "<= 1.3");
  }

  private static Path footage() {
    return Stream.of(
            Path.of(System.getProperty("kinolake.shared", ""), "footage"),
            BenchmarkProcess.repository().resolve("../shared/footage"))
        .filter(Files::isDirectory)
        .findFirst()
        .orElse(Path.of("footage"));
  }
}
