package io.kinolake.tests.bench;

import io.kinolake.media.scene.DetectorSettings;
import io.kinolake.media.scene.SceneBench;
import io.kinolake.media.scene.SceneDetector;
import io.kinolake.udfs.score.ScoreBench;
import io.kinolake.udfs.score.ScoreClipsSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/**
 * Scene detection beside FFmpeg's own decoding to nowhere, in turns, and all scorers beside the
 * dearest alone; on the footage of the tests.
 */
final class BenchmarkMedia implements Benchmark {
  private static final List<String> FILES = List.of("psd_testvideo.mp4", "slides_text_1080p.mp4");
  private static final int RUNS = 3;

  @Override
  public List<Measurement> run(Path scratch) throws Exception {
    Path footage = footage();
    List<Measurement> measurements = new ArrayList<>();
    for (String name : FILES) {
      Path file = footage.resolve(name);
      if (Files.exists(file)) {
        measurements.add(scenes(scratch, file));
        measurements.add(scores(file));
      } else {
        measurements.add(Measurement.skipped(name, "no footage at " + footage));
      }
    }
    return measurements;
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
