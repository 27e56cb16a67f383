package io.kinolake.udfs.caption;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.Serializable;
import java.util.List;

/**
 * What a captioner asks of a model that sees, and what it shows. Every component changes the
 * caption.
 *
 * @param frames how many frames are shown, 1 to 3
 * @param shorterSide larger frames are scaled so that this is their shorter side, pixels
 * @param maxTokens longest answer
 * @param attempts how often a clip is asked about whose answer is no caption, 1 or 2; the second
 *     time in other words
 */
public record Question(Prompt prompt, int frames, int shorterSide, int maxTokens, int attempts)
    implements Serializable {
  /** The reference tools' size of frames. */
  public static final int SHORTER_SIDE = 336;

  /** The reference tools' longest answer. */
  public static final int MAX_TOKENS = 300;

  /**
   * Where in a clip the frames lie that are shown, by their number; the reference tools' points.
   */
  private static final List<List<Double>> POINTS =
      List.of(List.of(0.5), List.of(0.25, 0.75), List.of(0.1, 0.5, 0.9));

  public Question {
    require(frames >= 1 && frames <= 3, "A captioner shows 1 to 3 frames, not %s", frames);
    require(shorterSide >= 16, "Frames need a shorter side of 16 at least, not %s", shorterSide);
    require(maxTokens >= 1, "An answer has at least 1 token, not %s", maxTokens);
    require(attempts == 1 || attempts == 2, "A clip is asked about 1 or 2 times, not %s", attempts);
  }

  /** A prompt as the reference tools ask it. */
  public static Question of(Prompt prompt) {
    return new Question(prompt, prompt.frames(), SHORTER_SIDE, MAX_TOKENS, 2);
  }

  /** All that changes the caption, for fingerprints. */
  String settings() {
    return "%s|%d|%d|%d|%d"
        .formatted(prompt.question(""), frames, shorterSide, maxTokens, attempts);
  }

  /** The indices of the frames that are shown of a clip; fewer where points meet. */
  List<Long> indices(long clipFrames) {
    return POINTS.get(frames - 1).stream()
        .map(point -> Math.min((long) (point * clipFrames), Math.max(0, clipFrames - 1)))
        .distinct()
        .toList();
  }

  /**
   * The question about a clip.
   *
   * @throws KinolakeException NO_CAPTION if it quotes the clip's caption and there is none
   */
  String about(ClipToCaption clip) {
    if (prompt.quotesText() && clip.text().isEmpty()) {
      throw new KinolakeException(
          FailureCode.NO_CAPTION,
          "Prompt %s quotes the clip's caption, and clip '%s' has none; caption it otherwise first"
              .formatted(prompt.id(), clip.clip().name()));
    }
    return prompt.question(clip.text().orElse(""));
  }

  private static void require(boolean holds, String message, Object value) {
    if (!holds) {
      throw new KinolakeException(FailureCode.BAD_CONFIG, message.formatted(value));
    }
  }
}
