package io.kinolake.jobs.dropin;

import com.github.pemistahl.lingua.api.Language;
import com.github.pemistahl.lingua.api.LanguageDetector;
import com.github.pemistahl.lingua.api.LanguageDetectorBuilder;

/**
 * Tells whether a text may be English: as the original does, by whether English is among the five
 * likeliest of all spoken languages. Loads its models with the first text.
 */
final class SpokenLanguage {
  private static final int LIKELIEST = 5;

  private final LanguageDetector detector =
      LanguageDetectorBuilder.fromAllSpokenLanguages().withLowAccuracyMode().build();

  boolean mayBeEnglish(String text) {
    return detector.computeLanguageConfidenceValues(text).keySet().stream()
        .limit(LIKELIEST)
        .anyMatch(Language.ENGLISH::equals);
  }
}
