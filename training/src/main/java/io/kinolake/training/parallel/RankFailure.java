package io.kinolake.training.parallel;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.List;
import java.util.Optional;

/**
 * Which rank has failed.
 *
 * @param code tells a wrong configuration from the rest
 * @param what happened, and what to do
 * @param rank whose last words are reported
 */
record RankFailure(FailureCode code, String what, RankProcess rank) {
  /** The exit code of commands whose arguments or configuration are wrong. */
  private static final int WRONG_CONFIG = 2;

  /** Shells add the signal's number to it. */
  private static final int SIGNAL = 128;

  private static final int CLIPS_TOLD = 8;

  /** A rank that has ended, or that does not go on. */
  static RankFailure of(RankProcess rank, Optional<RankStatus> status) {
    String what =
        "Rank %d %s, %s. The other ranks were ended. %s"
            .formatted(
                rank.rank(),
                rank.isAlive() ? "stalled" : ended(rank.exitCode()),
                status.map(RankFailure::where).orElse("before its first step"),
                "Once the cause is mended, the same command goes on where it was.");
    boolean config = !rank.isAlive() && rank.exitCode() == WRONG_CONFIG;
    return new RankFailure(config ? FailureCode.BAD_CONFIG : FailureCode.RANK_LOST, what, rank);
  }

  /** A rank of another host. */
  static RankFailure elsewhere(RankProcess witness, int lost) {
    return new RankFailure(
        FailureCode.RANK_LOST,
        "Rank %d, which runs on another host, was lost by rank %d. The ranks of this host were ended. See what that host reports; once the cause is mended, the same command goes on where it was."
            .formatted(lost, witness.rank()),
        witness);
  }

  /** To be asked for when the ranks have been closed. */
  KinolakeException exception() {
    List<String> lines = rank.lastLines();
    return new KinolakeException(
        code,
        lines.isEmpty()
            ? what + " It printed nothing."
            : what
                + " Rank %d printed last:%n  ".formatted(rank.rank())
                + String.join(System.lineSeparator() + "  ", lines));
  }

  private static String ended(int code) {
    if (code == 0) {
      return "ended while others still needed it";
    }
    if (code == SIGNAL + 9) {
      return "was killed (signal 9), as the system does when memory runs out";
    }
    return code > SIGNAL
        ? "was killed by signal %d".formatted(code - SIGNAL)
        : "failed with exit code %d".formatted(code);
  }

  private static String where(RankStatus status) {
    List<String> clips = status.clips();
    String named = String.join(", ", clips.subList(0, Math.min(CLIPS_TOLD, clips.size())));
    return switch (clips.size()) {
      case 0 -> "at step %d without samples in hand".formatted(status.step());
      case 1 -> "at step %d with the clip %s in hand".formatted(status.step(), named);
      default ->
          "at step %d with %d clips in hand (%s%s)"
              .formatted(
                  status.step(), clips.size(), named, clips.size() > CLIPS_TOLD ? ", …" : "");
    };
  }
}
