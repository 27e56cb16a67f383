package io.kinolake.models.oip;

import io.kinolake.models.process.Patience;
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

  private static final int TRIES_UNANSWERED = 2;

  public OipTraffic {
    if (deadline.toMillis() < 1 || tries < 1) {
      throw new IllegalArgumentException(
          "A request needs a deadline and a try, not %s and %d".formatted(deadline, tries));
    }
  }

  /** A request that a server takes and does not answer is sent twice: it may have ended it. */
  Patience patience() {
    return new Patience(
        deadline, tries, TRIES_UNANSWERED, new Patience.Waits(firstWait, longestWait, 1));
  }
}
