package io.kinolake.udfs.caption;

import io.kinolake.models.process.Patience;
import io.kinolake.models.process.ServerPlace;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * Settings of {@link OpenAiCaptioner}.
 *
 * @param server what the server's addresses begin with, such as {@code http://host:8000/v1}, or how
 *     it is started; one that is started has its addresses below {@code /v1}
 * @param model the model's name there
 * @param keyVariable the environment variable of the executors that holds the key; empty for none
 * @param question what is asked
 * @param traffic how the server is treated
 */
public record OpenAiSettings(
    ServerPlace server, String model, String keyVariable, Question question, Traffic traffic)
    implements Serializable {

  public OpenAiSettings {
    if (server instanceof ServerPlace.Remote remote) {
      requireAddress(remote.address());
    }
    require(!model.isBlank(), "Server %s needs the name of a model", server);
  }

  /** Greedy answers to a prompt, as the reference tools ask; the key, if any, is in a variable. */
  public static OpenAiSettings of(URI server, String model, String keyVariable, Prompt prompt) {
    return new OpenAiSettings(
        new ServerPlace.Remote(server), model, keyVariable, Question.of(prompt), Traffic.DEFAULT);
  }

  /** The chat's path, behind the server's address. */
  String chatPath() {
    return (server instanceof ServerPlace.Supervised ? "/v1" : "") + "/chat/completions";
  }

  /**
   * How the server is treated.
   *
   * @param deadline the longest that one request may take
   * @param tries how often a request is sent that meets a busy or broken server
   * @param firstWait before the second try; doubled each time, less up to a half by chance
   * @param longestWait no wait is longer, whatever the server asks for
   * @param concurrency requests in flight per task
   */
  public record Traffic(
      Duration deadline, int tries, Duration firstWait, Duration longestWait, int concurrency)
      implements Serializable {
    public static final Traffic DEFAULT =
        new Traffic(Duration.ofSeconds(120), 5, Duration.ofSeconds(1), Duration.ofSeconds(60), 8);

    private static final double LEAST_SHARE = 0.5;

    public Traffic {
      require(deadline.toMillis() > 0, "A request needs a deadline above 0, not %s", deadline);
      require(tries >= 1, "A request is tried at least once, not %s times", tries);
      require(
          !firstWait.isNegative() && !longestWait.isNegative(),
          "Waits are not negative: %s",
          firstWait);
      require(
          concurrency >= 1 && concurrency <= CaptionClips.BATCH,
          "Requests in flight are 1 to " + CaptionClips.BATCH + ", not %s",
          concurrency);
    }

    /** Tasks that met the same trouble do not all return at once. */
    Patience patience() {
      return new Patience(
          deadline, tries, tries, new Patience.Waits(firstWait, longestWait, LEAST_SHARE));
    }
  }

  private static void requireAddress(URI address) {
    require(
        Set.of("http", "https").contains(String.valueOf(address.getScheme()))
            && address.getHost() != null
            && address.getUserInfo() == null,
        "A chat server is http://HOST/v1 or https://HOST/v1 without a user name, not '%s'",
        address.getUserInfo() == null ? address : address.getHost());
  }

  private static void require(boolean holds, String message, Object value) {
    if (!holds) {
      throw new KinolakeException(FailureCode.BAD_CONFIG, message.formatted(value));
    }
  }
}
