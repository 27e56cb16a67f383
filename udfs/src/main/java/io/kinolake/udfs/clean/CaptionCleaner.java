package io.kinolake.udfs.clean;

import io.kinolake.models.text.CharacterReferences;
import io.kinolake.models.text.PythonText;
import io.kinolake.models.text.TextRepair;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.List;

/**
 * Caption refinement and cleaning as Open-Sora 1.2's {@code datautil} does them with {@code
 * --refine-llm-caption} and {@code --clean-caption}. Pure functions; thread-safe.
 */
public final class CaptionCleaner {
  /** In the order in which they are tried. A prefix also counts with all letters in lower case. */
  private static final List<String> PREFIXES =
      List.of(
          "The video shows",
          "The video captures",
          "The video features",
          "The video depicts",
          "The video presents",
          "The video is ",
          "In the video,",
          "The image shows",
          "The image captures",
          "The image features",
          "The image depicts",
          "The image presents",
          "The image is ",
          "The image portrays",
          "In the image,");

  /** More joiners than this in a caption, and all of them become spaces. */
  private static final int KEPT_JOINERS = 3;

  private CaptionCleaner() {}

  /**
   * Cuts the first phrase that only says that this is a video or an image, and starts with a
   * capital what is left.
   *
   * @throws KinolakeException BAD_CAPTION if nothing is left
   */
  public static String refine(String caption) {
    for (String prefix : PREFIXES) {
      if (caption.startsWith(prefix) || caption.startsWith(PythonText.lower(prefix))) {
        String rest = PythonText.strip(caption.substring(prefix.length()));
        if (rest.isEmpty()) {
          throw new KinolakeException(
              FailureCode.BAD_CAPTION,
              "The caption is nothing but '%s'; caption the clip again".formatted(caption));
        }
        return PythonText.capitalise(rest);
      }
    }
    return caption;
  }

  /**
   * Cleans a caption once; the result may be empty. It is in lower case, without markup, web
   * addresses, CJK ideographs, file names, ids and noise.
   *
   * @throws KinolakeException BAD_CAPTION if its markup cannot be read
   */
  public static String clean(String caption) {
    String lowered = PythonText.lower(PythonText.strip(PercentEncoding.decode(caption)));
    return cleanLowered(lowered, CaptionRules.CJK, CaptionRules.ALL_DASHES);
  }

  /**
   * Cleans a caption twice, as {@code --clean-caption} does: what the first pass lays bare, the
   * second sees.
   *
   * @throws KinolakeException BAD_CAPTION if its markup cannot be read
   */
  public static String cleanTwice(String caption) {
    return clean(clean(caption));
  }

  /**
   * Cleans a caption twice by the same rules, but keeps CJK: ideographs, strokes, enclosed and
   * compatibility forms, and the dashes of Japanese (U+301C, U+3030, U+30A0). Misread encodings are
   * repaired before letters are lowered, so that the repair sees them whole.
   *
   * @throws KinolakeException BAD_CAPTION if its markup cannot be read
   */
  public static String cleanUnicode(String caption) {
    return cleanUnicodeOnce(cleanUnicodeOnce(caption));
  }

  private static String cleanUnicodeOnce(String caption) {
    String repaired = TextRepair.repair(PercentEncoding.decode(caption));
    String lowered = PythonText.lower(PythonText.strip(repaired));
    return cleanLowered(lowered, List.of(), CaptionRules.DASHES_OUTSIDE_CJK);
  }

  private static String cleanLowered(String lowered, List<Rewrite> script, List<Rewrite> dashes) {
    String text = WebAddresses.remove(lowered.replace("<person>", "person"));
    text = Rewrite.applyAll(CaptionRules.MENTIONS, HtmlText.of(text));
    text = Rewrite.applyAll(dashes, Rewrite.applyAll(script, text));
    text = Rewrite.applyAll(CaptionRules.MARKS_AND_NUMBERS, text);
    text = TextRepair.repair(splitJoined(text));
    text = CharacterReferences.unescape(CharacterReferences.unescape(text));
    text = Rewrite.applyAll(CaptionRules.TOKENS, PythonText.strip(text));
    text = Rewrite.applyAll(CaptionRules.SPACING, text);
    return PythonText.strip(Rewrite.applyAll(CaptionRules.EDGES, text));
  }

  private static String splitJoined(String text) {
    boolean many = CaptionRules.JOINER.matcher(text).results().count() > KEPT_JOINERS;
    return many ? CaptionRules.JOINER.matcher(text).replaceAll(" ") : text;
  }
}
