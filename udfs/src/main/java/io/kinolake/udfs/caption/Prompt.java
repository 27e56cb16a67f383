package io.kinolake.udfs.caption;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The questions that a captioner may ask of a model that sees frames, under the names of the
 * reference tools ({@code PROMPTS}); the wording is ours. A name tells what is asked of: an image
 * or a video, of which {@code f1} or {@code f3} frames are shown, with {@code detail}, after so
 * many examples ({@code ex}), and with the clip's caption so far ({@code text}).
 */
public enum Prompt {
  IMAGE("image", 1, Texts.IMAGE),
  IMAGE_TEXT("image-text", 1, Texts.IMAGE + Texts.GIVEN),
  IMAGE_3EX("image-3ex", 1, Texts.IMAGE + Texts.examples(3)),
  VIDEO("video", 1, Texts.VIDEO),
  VIDEO_TEXT("video-text", 1, Texts.VIDEO + Texts.GIVEN),
  VIDEO_F1_DETAIL_3EX("video-f1-detail-3ex", 1, Texts.ONE_FRAME + Texts.examples(3)),
  VIDEO_F1_DETAIL_2EX_TEXT(
      "video-f1-detail-2ex-text", 1, Texts.ONE_FRAME + Texts.examples(2) + Texts.GIVEN),
  VIDEO_F3_DETAIL_3EX("video-f3-detail-3ex", 3, Texts.THREE_FRAMES + Texts.examples(3)),
  VIDEO_F3_DETAIL_2EX_TEXT(
      "video-f3-detail-2ex-text", 3, Texts.THREE_FRAMES + Texts.examples(2) + Texts.GIVEN);

  /** Added when a first answer was no caption. */
  static final String INSIST =
      " Say only what the pictures show, in whole sentences. If something is unclear, leave it out;"
          + " do not speak of yourself or of this request.";

  private final String id;
  private final int frames;
  private final String template;

  Prompt(String id, int frames, String template) {
    this.id = id;
    this.frames = frames;
    this.template = template;
  }

  /** The name in settings and rows. */
  public String id() {
    return id;
  }

  /** How many frames it speaks of. */
  public int frames() {
    return frames;
  }

  public boolean quotesText() {
    return template.contains(Texts.PLACE);
  }

  /** The question as it is sent, with the clip's caption so far where the prompt quotes one. */
  String question(String text) {
    return template.replace(Texts.PLACE, text);
  }

  /**
   * The prompt of a name in a configuration.
   *
   * @throws KinolakeException BAD_CONFIG if there is none
   */
  public static Prompt of(String id) {
    return of(id, FailureCode.BAD_CONFIG);
  }

  /**
   * The prompt of a name.
   *
   * @throws KinolakeException of this code if there is none
   */
  public static Prompt of(String id, FailureCode otherwise) {
    return Arrays.stream(values())
        .filter(prompt -> prompt.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new KinolakeException(
                    otherwise,
                    "There is no prompt '%s'; use %s."
                        .formatted(
                            id,
                            Arrays.stream(values())
                                .map(Prompt::id)
                                .collect(Collectors.joining(", ")))));
  }

  private static final class Texts {
    static final String PLACE = "{text}";

    static final String IMAGE =
        "Describe this image in one paragraph: who or what it shows, how they look, what they do,"
            + " the place around them, the light and the style.";
    static final String VIDEO =
        "These pictures come from one video. Describe the video in one paragraph: who or what is"
            + " to be seen, what happens, where, and how the camera looks at it.";
    static final String ONE_FRAME =
        "This picture is from the middle of a video. Describe the video in detail: its subjects"
            + " and how they look, what they are doing, the surroundings, the light, the style and"
            + " the camera's view. Write of the video, not of a picture.";
    static final String THREE_FRAMES =
        "These three pictures are from the beginning, the middle and the end of a video. Describe"
            + " the video in detail: its subjects and how they look, what happens from first to"
            + " last, the surroundings, the light, the style and how the camera moves. Write of"
            + " the video as a whole, not picture by picture.";
    static final String GIVEN =
        " A short description is known already; keep what of it the pictures bear out: \""
            + PLACE
            + "\"";

    private static final List<String> EXAMPLES =
        List.of(
            "A baker in a flour-dusted apron folds dough on a long wooden table. Morning light"
                + " falls through a low window behind her and catches the flour in the air. The"
                + " camera stands still at the height of the table while she turns and presses the"
                + " dough with even movements.",
            "A small red fishing boat leaves a grey harbour in light rain. Gulls circle over its"
                + " wake, and the lamps on the pier are still lit. Seen from above, the boat grows"
                + " smaller as the camera rises slowly.",
            "Two children in yellow raincoats run along a muddy forest path and jump into a puddle."
                + " Brown leaves lie between tall beeches, and the sky is overcast. A hand-held"
                + " camera follows close behind them.");

    private Texts() {}

    static String examples(int count) {
      return EXAMPLES.stream()
          .limit(count)
          .map(example -> "\n- " + example)
          .collect(Collectors.joining("", " Write as in these examples:", "\n"));
    }
  }
}
