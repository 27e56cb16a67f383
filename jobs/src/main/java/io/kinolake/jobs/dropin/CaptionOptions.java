package io.kinolake.jobs.dropin;

import java.util.Optional;
import picocli.CommandLine.Option;

/** What datautil does with captions. */
final class CaptionOptions {
  @Option(names = "--load-caption", description = "Read captions beside the files (json).")
  Optional<Sidecar> load = Optional.empty();

  @Option(names = "--remove-empty-caption", description = "Drop rows without a caption.")
  boolean removeEmpty;

  @Option(names = "--remove-url", description = "Drop captions that hold a web address.")
  boolean removeUrl;

  @Option(names = "--lang", description = "Keep captions in this language (en).")
  Optional<Language> language = Optional.empty();

  @Option(names = "--remove-text-duplication", description = "Keep the first row of each caption.")
  boolean removeDuplicates;

  @Option(names = "--refine-llm-caption", description = "Cut phrases such as 'The video shows'.")
  boolean refine;

  @Option(names = "--clean-caption", description = "Clean captions as for T5.")
  boolean clean;

  @Option(names = "--merge-cmotion", description = "Append the camera motion to the caption.")
  boolean mergeCameraMotion;

  @Option(names = "--count-num-token", description = "Set text_len to the number of tokens (t5).")
  Optional<Tokenizer> countTokens = Optional.empty();

  @Option(
      names = "--vocabulary",
      description = "spiece.model of DeepFloyd/t5-v1_1-xxl, for --count-num-token.")
  String vocabulary = "pretrained_models/t5-v1_1-xxl/spiece.model";

  @Option(names = "--append-text", description = "Append this text to every caption.")
  Optional<String> append = Optional.empty();

  @Option(names = "--score-to-text", description = "Append the scores to the caption.")
  boolean scoreToText;

  @Option(
      names = "--update-text",
      description = "Take the captions of equal paths from this table.")
  Optional<String> update = Optional.empty();

  /** The values of --load-caption. */
  enum Sidecar {
    json,
    txt
  }

  /** The values of --lang. */
  enum Language {
    en
  }

  /** The values of --count-num-token. */
  enum Tokenizer {
    t5
  }
}
