package io.kinolake.training.parallel;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs the ranks of this host, a JVM each, until all have ended. They end with this process,
 * however it ends, and when one of them fails. Rank 0's output is passed on as it is; lines of the
 * others go to the errors, with their rank before them.
 */
public final class RankProcesses {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final RankPlan plan;
  private final Path runFolder;
  private final PrintStream out;
  private final PrintStream err;
  private final Duration grace;

  /**
   * Describes ranks; nothing is started yet.
   *
   * @param runFolder keeps each rank's status; it is made if it is not there
   */
  public RankProcesses(RankPlan plan, Path runFolder, PrintStream out, PrintStream err) {
    this(plan, runFolder, out, err, GRACE);
  }

  /**
   * @param grace how long, when a rank has given another one up, that one has to say why it was
   *     silent before it counts as stalled
   */
  RankProcesses(RankPlan plan, Path runFolder, PrintStream out, PrintStream err, Duration grace) {
    this.plan = plan;
    this.runFolder = runFolder;
    this.out = out;
    this.err = err;
    this.grace = grace;
  }

  /**
   * Runs a main class with arguments in every rank. There, {@link RankPlace#given} is the rank's
   * place.
   *
   * @throws KinolakeException if a rank fails or stalls, naming it, its step and samples, and what
   *     it printed last: BAD_CONFIG if its exit code is 2, which commands use for that, else
   *     RANK_LOST
   */
  public void run(Class<?> main, List<String> arguments) {
    List<RankProcess> ranks = new ArrayList<>();
    BlockingQueue<RankProcess> ended = new LinkedBlockingQueue<>();
    Optional<RankFailure> failure;
    try {
      start(ranks, main, arguments);
      ranks.forEach(rank -> rank.whenEnded(ended::add));
      failure = await(ranks, ended);
    } catch (IOException e) {
      throw new UncheckedIOException("The ranks of this host cannot be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KinolakeException(
          FailureCode.RANK_LOST, "The job was stopped, and its ranks with it.", e);
    } finally {
      ranks.forEach(RankProcess::release);
      ranks.forEach(RankProcess::close);
    }
    if (failure.isPresent()) {
      throw failure.get().exception();
    }
  }

  private void start(List<RankProcess> ranks, Class<?> main, List<String> arguments)
      throws IOException {
    Files.createDirectories(runFolder);
    List<RankPlace> places = plan.places(runFolder);
    for (int i = 0; i < places.size(); i++) {
      RankStatus.clear(runFolder, places.get(i).rank());
      LostRank.clear(runFolder, places.get(i).rank());
      ranks.add(RankProcess.start(places.get(i), plan.devices().get(i), main, arguments, out, err));
    }
  }

  /** Waits until all have ended well, or one has not. */
  private Optional<RankFailure> await(List<RankProcess> ranks, BlockingQueue<RankProcess> ended)
      throws InterruptedException {
    for (int i = 0; i < ranks.size(); i++) {
      RankProcess rank = ended.take();
      if (rank.exitCode() != 0) {
        return Optional.of(culprit(rank, ranks, ended));
      }
    }
    return Optional.empty();
  }

  /** Whom the first to fail gave up, whom that one gave up, and so on: the last has failed. */
  private RankFailure culprit(
      RankProcess first, List<RankProcess> ranks, BlockingQueue<RankProcess> ended)
      throws InterruptedException {
    Deadline deadline = Deadline.in(grace);
    Set<Integer> seen = new HashSet<>();
    RankProcess suspect = first;
    while (seen.add(suspect.rank())) {
      OptionalInt lost = LostRank.of(runFolder, suspect.rank());
      while (lost.isEmpty() && suspect.isAlive() && !deadline.isOver()) {
        ended.poll(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        lost = LostRank.of(runFolder, suspect.rank());
      }
      if (lost.isEmpty()) {
        break;
      }
      int next = lost.getAsInt() - ranks.get(0).rank();
      if (next < 0 || next >= ranks.size()) {
        return RankFailure.elsewhere(suspect, lost.getAsInt());
      }
      suspect = ranks.get(next);
    }
    return RankFailure.of(suspect, RankStatus.read(runFolder, suspect.rank()));
  }
}
