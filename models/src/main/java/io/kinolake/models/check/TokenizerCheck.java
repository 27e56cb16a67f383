package io.kinolake.models.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Checks a tokenizer: {@code cases.jsonl} has texts with the ids that the original program gave,
 * the vocabulary lies beside it in its published form, by which the folder is recognised. Cases are
 * reported by their {@code tag}.
 */
public final class TokenizerCheck implements GoldenCheck {
  private static final String CASES = "cases.jsonl";

  private final String kind;
  private final Predicate<Path> vocabulary;
  private final Function<Path, TokenizerCases> opener;

  private TokenizerCheck(
      String kind, Predicate<Path> vocabulary, Function<Path, TokenizerCases> opener) {
    this.kind = kind;
    this.vocabulary = vocabulary;
    this.opener = opener;
  }

  /** One check for each form of vocabulary; of any folder at most one recognises it. */
  public static List<GoldenCheck> all() {
    return List.of(
        new TokenizerCheck(
            "bert_wordpiece", folder -> has(folder, "vocab.*\\.txt"), BertCases::new),
        new TokenizerCheck("clip_bpe", folder -> has(folder, ".*\\.txt\\.gz"), ClipCases::new),
        new TokenizerCheck(
            "sentencepiece_unigram", folder -> has(folder, "spiece\\.model"), T5Cases::new),
        new TokenizerCheck(
            "step1_chat", folder -> has(folder, "step1.*\\.model"), StepChatCases::new),
        new TokenizerCheck(
            "sentencepiece_bpe",
            folder -> has(folder, "(?!spiece\\.|step1).*\\.model"),
            SentencePieceCases::new));
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public boolean recognises(Path folder) {
    return Files.isRegularFile(folder.resolve(CASES)) && vocabulary.test(folder);
  }

  @Override
  public List<Finding> check(Path folder) {
    TokenizerCases cases = opener.apply(folder);
    Map<String, List<Optional<String>>> byTag = new LinkedHashMap<>();
    for (JsonNode each : GoldenJson.readLines(folder.resolve(CASES))) {
      byTag
          .computeIfAbsent(each.path("tag").asText(), tag -> new ArrayList<>())
          .add(mismatch(cases, each));
    }
    List<Finding> findings = new ArrayList<>();
    byTag.forEach((tag, mismatches) -> findings.add(finding(tag, mismatches)));
    return List.copyOf(findings);
  }

  private static Optional<String> mismatch(TokenizerCases cases, JsonNode each) {
    try {
      return cases.mismatch(each);
    } catch (KinolakeException | IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static Finding finding(String tag, List<Optional<String>> mismatches) {
    long equal = mismatches.stream().filter(Optional::isEmpty).count();
    Optional<String> first = mismatches.stream().flatMap(Optional::stream).findFirst();
    String measured = "%d of %d equal".formatted(equal, mismatches.size());
    return new Finding(
        tag, measured + first.map(each -> "; " + each).orElse(""), "equal", first.isEmpty());
  }

  private static boolean has(Path folder, String name) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().matches(name));
    } catch (IOException e) {
      return false; // a folder that cannot be listed is none of this kind
    }
  }
}
