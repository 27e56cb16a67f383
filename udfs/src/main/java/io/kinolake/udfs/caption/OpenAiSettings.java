package io.kinolake.udfs.caption;

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
   * What is asked and shown.
   *
   * @param frames how many frames are shown, 1 to 3
   * @param shorterSide larger frames are scaled so that this is their shorter side, pixels
   * @param maxTokens longest answer
   * @param attempts how often a clip is asked about whose answer is no caption, 1 or 2; the second
   *     time in other words
   */
  public record Question(Prompt prompt, int frames, int shorterSide, int maxTokens, int attempts)
      implements Serializable {
    /** The reference tools' size of frames and longest answer. */
    private static final int SHORTER_SIDE = 336;

    private static final int MAX_TOKENS = 300;

    public Question {
      require(frames >= 1 && frames <= 3, "A captioner shows 1 to 3 frames, not %s", frames);
      require(shorterSide >= 16, "Frames need a shorter side of 16 at least, not %s", shorterSide);
      require(maxTokens >= 1, "An answer has at least 1 token, not %s", maxTokens);
      require(
          attempts == 1 || attempts == 2, "A clip is asked about 1 or 2 times, not %s", attempts);
    }

    public static Question of(Prompt prompt) {
      return new Question(prompt, prompt.frames(), SHORTER_SIDE, MAX_TOKENS, 2);
    }
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
