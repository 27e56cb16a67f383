package io.kinolake.models.oip;

import java.io.Serializable;
import java.time.Duration;

/**
 * How a server is treated.
 *
 * @param deadline the longest that one request may take
 * @param tries how often a request is sent to a server that is busy or does not listen
 * @param firstWait before the second try; doubled each time
 * @param longestWait no wait is longer
 */
public record OipTraffic(Duration deadline, int tries, Duration firstWait, Duration longestWait)
    implements Serializable {
  public static final OipTraffic DEFAULT =
      new OipTraffic(Duration.ofMinutes(2), 5, Duration.ofMillis(500), Duration.ofSeconds(30));

  /** How often a request is sent to a server that takes it and gives no answer. */
  static final int TRIES_UNANSWERED = 2;

  public OipTraffic {
    if (deadline.toMillis() < 1 || tries < 1) {
      throw new IllegalArgumentException(
          "A request needs a deadline and a try, not %s and %d".formatted(deadline, tries));
    }
  }

  /** The wait before a try, from the second on. */
  Duration wait(int attempt) {
    double doubled = firstWait.toMillis() * Math.pow(2, attempt - 2.0);
    return Duration.ofMillis((long) Math.min(doubled, (double) longestWait.toMillis()));
  }
}
