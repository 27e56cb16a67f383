package io.kinolake.models.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a server is borne with.
 *
 * @param deadline the longest that one request may take
 * @param tries how often a request is sent to a server that is busy, broken or does not listen
 * @param silences how often it is sent to a server that takes it and gives no answer
 * @param waits between tries
 */
public record Patience(Duration deadline, int tries, int silences, Waits waits) {

  /**
   * Waits between tries.
   *
   * @param first before the second try; doubled each time
   * @param longest no wait is longer, whatever the server asks for
   * @param leastShare chance shortens a wait to no less than this share of it; 1 for not at all
   */
  public record Waits(Duration first, Duration longest, double leastShare) {

    /** The wait before a try, from the second on: at least the rest that the server asks for. */
    Duration before(int attempt, Optional<Duration> rest) {
      double doubled = first.toMillis() * Math.pow(2, attempt - 2.0);
      double usual = doubled * (leastShare + (1 - leastShare) * chance());
      double wanted = Math.max(usual, (double) rest.orElse(Duration.ZERO).toMillis());
      return Duration.ofMillis((long) Math.min(wanted, (double) longest.toMillis()));
    }

    private static double chance() {
      return ThreadLocalRandom.current().nextDouble();
    }
  }
}
