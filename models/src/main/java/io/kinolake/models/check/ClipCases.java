package io.kinolake.models.check;

import static io.kinolake.models.check.TokenizerCases.compare;
import static io.kinolake.models.check.TokenizerCases.numbers;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.tokenizer.ClipTokenizer;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Cases of CLIP's tokenizer. */
final class ClipCases implements TokenizerCases {
  private static final String PACKED = ".txt.gz";

  private final ClipTokenizer tokenizer;

  ClipCases(Path folder) {
    this.tokenizer = ClipTokenizer.read(vocabulary(folder));
  }

  @Override
  public Optional<String> mismatch(JsonNode recorded) {
    if (recorded.path("op").asText().equals("decode")) {
      String text = tokenizer.decode(numbers(recorded.path("ids")));
      return compare("decoded", recorded.path("decoded").asText(), text);
    }
    String text = recorded.path("text").asText();
    List<Integer> ids = tokenizer.ids(text);
    return text("cleaned", recorded, ClipTokenizer.clean(text))
        .or(() -> encoded(recorded, ids))
        .or(() -> text("decoded", recorded, tokenizer.decode(ids)))
        .or(() -> modelIds(recorded, text, ids.size()));
  }

  private static Optional<String> text(String field, JsonNode recorded, String found) {
    return recorded.has(field)
        ? compare(field, recorded.path(field).asText(), found)
        : Optional.empty();
  }

  private static Optional<String> encoded(JsonNode recorded, List<Integer> ids) {
    return recorded.has("encoded")
        ? compare("encoded", numbers(recorded.path("encoded")), ids)
        : Optional.empty();
  }

  /** The original refuses a text that is too long unless told to cut it; here it is always cut. */
  private Optional<String> modelIds(JsonNode recorded, String text, int plain) {
    int length = recorded.path("options").path("context_length").asInt();
    if (recorded.has("error")) {
      return compare("too long", true, plain + 2 > length);
    }
    return compare("ids", numbers(recorded.path("ids")), tokenizer.encode(text, length).ids());
  }

  private static Path vocabulary(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(PACKED))
          .sorted()
          .findFirst()
          .orElse(folder.resolve("merges.txt"));
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.NOT_READABLE, "%s cannot be listed: %s".formatted(folder, e), e);
    }
  }
}
