package io.kinolake.jobs.cli;

import io.kinolake.media.probe.ProbeBench;
import io.kinolake.media.scene.DetectorSettings;
import io.kinolake.media.scene.SceneBench;
import io.kinolake.media.scene.SceneDetector;
import io.kinolake.udfs.score.ScoreBench;
import io.kinolake.udfs.score.ScoreClipsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures single parts on a file of the user's, without Spark. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures parts on a file: seconds of each run after warm-up, the best last.",
    footer = {"", "Example:", "  kinolake bench scenes film.mp4 --runs 5"})
final class BenchCommand {

  @Command(
      name = "scenes",
      mixinStandardHelpOptions = true,
      description = "Scene detection of a whole file.")
  int scenes(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(names = "--runs", defaultValue = "5", description = "Runs that count.") int runs,
      @Option(
              names = "--detector",
              defaultValue = "adaptive",
              description = "adaptive, content, threshold or hash (default: ${DEFAULT-VALUE}).")
          String detector) {
    SceneDetector detecting = SceneDetector.of(DetectorSettings.named(detector));
    List<Duration> seconds = SceneBench.run(file, detecting, runs);
    seconds.forEach(run -> System.out.printf(Locale.ROOT, "%.3f s%n", run.toNanos() / 1e9));
    Duration best = seconds.stream().min(Comparator.naturalOrder()).orElseThrow();
    System.out.printf(Locale.ROOT, "best %.2f s%n", best.toNanos() / 1e9);
    return 0;
  }

  @Command(
      name = "probe",
      mixinStandardHelpOptions = true,
      description = "Probing of a file, without decoding.")
  int probe(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(names = "--runs", defaultValue = "5", description = "Runs that count.") int runs) {
    List<Duration> times = ProbeBench.run(file, runs);
    times.forEach(run -> System.out.printf(Locale.ROOT, "%.5f s%n", run.toNanos() / 1e9));
    Duration best = times.stream().min(Comparator.naturalOrder()).orElseThrow();
    System.out.printf(Locale.ROOT, "best %.2f ms%n", best.toNanos() / 1e6);
    return 0;
  }

  @Command(
      name = "scores",
      mixinStandardHelpOptions = true,
      description = "Each scorer alone, and all together on one decode.")
  int scores(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(names = "--runs", defaultValue = "5", description = "Runs that count.") int runs) {
    ScoreBench.Result result = ScoreBench.run(file, ScoreClipsSettings.WITHOUT_MODELS, runs);
    result
        .alone()
        .forEach(
            (scorer, seconds) -> System.out.printf(Locale.ROOT, "%-12s %.3f s%n", scorer, seconds));
    System.out.printf(
        Locale.ROOT,
        "%-12s %.3f s, %.2f x the dearest%n",
        "together",
        result.together(),
        result.ratio());
    System.out.printf(Locale.ROOT, "best %.2f s%n", result.together());
    return 0;
  }
}
