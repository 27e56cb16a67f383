package io.kinolake.training.cli;

import io.kinolake.models.device.Device;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.parallel.RankLayout;
import io.kinolake.training.parallel.RankPlan;
import io.kinolake.training.parallel.RankProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processes of this host that share videos. Each is started with the arguments of this one, and
 * finds in the run folder which videos there are to make.
 *
 * @param layout how they share them
 * @param first device of the first one
 * @param runFolder of theirs; it goes when all is made
 */
record SampleProcesses(RankLayout layout, Device first, Path runFolder) {
  /** Ranks that share a transformer wait while one of them decodes and writes a video. */
  private static final Duration DEADLINE = Duration.ofHours(2);

  private static final String VIDEOS = "videos.txt";

  /**
   * Makes videos; returns when all are there.
   *
   * @param arguments of this process
   * @param videos their numbers, at least one
   * @throws KinolakeException if a process fails, naming the video that it had in hand
   */
  void make(List<String> arguments, List<Integer> videos) {
    int copies = Math.min(layout.data(), videos.size());
    RankPlan plan = RankPlan.oneHost(RankPlan.devices(first, copies * layout.tensor()), DEADLINE);
    try {
      Files.createDirectories(runFolder);
      Files.write(runFolder.resolve(VIDEOS), videos.stream().map(String::valueOf).toList());
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.WRITE_FAILED,
          "Nothing can be written to '%s': %s. Choose another --output or change its rights."
              .formatted(runFolder, e.getMessage()),
          e);
    }
    new RankProcesses(plan, runFolder, System.out, System.err).run(TrainingMain.class, arguments);
    delete();
  }

  /** The videos that the processes of a run folder make, all of them. */
  static List<Integer> videos(Path runFolder) {
    try {
      return Files.readAllLines(runFolder.resolve(VIDEOS)).stream().map(Integer::valueOf).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Nobody says which videos to make", e);
    }
  }

  private void delete() {
    try (Stream<Path> files = Files.list(runFolder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(runFolder);
    } catch (IOException e) {
      throw new UncheckedIOException("'%s' cannot be deleted".formatted(runFolder), e);
    }
  }
}
