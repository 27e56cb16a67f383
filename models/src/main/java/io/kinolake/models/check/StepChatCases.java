package io.kinolake.models.check;

import static io.kinolake.models.check.TokenizerCases.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.tokenizer.Encoding;
import io.kinolake.models.tokenizer.StepChatTokenizer;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Cases of Step-Video's tokenizer: a row for each text of a list, one empty row for none. */
final class StepChatCases implements TokenizerCases {
  private final StepChatTokenizer tokenizer;

  StepChatCases(Path folder) {
    this.tokenizer = StepChatTokenizer.read(vocabulary(folder));
  }

  @Override
  public Optional<String> mismatch(JsonNode recorded) {
    List<String> texts = new ArrayList<>(GoldenJson.texts(recorded.path("text")));
    if (texts.isEmpty()) {
      texts.add("");
    }
    int length = recorded.path("options").path("max_length").asInt();
    Optional<String> mismatch = compare("rows", recorded.path("ids").size(), texts.size());
    List<Integer> joined = new ArrayList<>();
    for (int row = 0; row < texts.size() && mismatch.isEmpty(); row++) {
      Encoding found = tokenizer.encode(texts.get(row), length);
      joined.addAll(found.ids().subList(0, found.valid()));
      mismatch = row(recorded, row, found);
    }
    return mismatch.or(
        () -> compare("valid ids", TokenizerCases.numbers(recorded.path("cu_input_ids")), joined));
  }

  private Optional<String> row(JsonNode recorded, int row, Encoding found) {
    String decoded = tokenizer.decode(found.ids().subList(1, found.valid() - 1));
    return compare(recorded.path("ids").path(row), recorded.path("attention_mask").path(row), found)
        .or(() -> compare("decoded", recorded.path("decoded").path(row).asText(), decoded));
  }

  private static Path vocabulary(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".model"))
          .sorted()
          .findFirst()
          .orElse(folder.resolve("step1_chat_tokenizer.model"));
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.NOT_READABLE, "%s cannot be listed: %s".formatted(folder, e), e);
    }
  }
}
