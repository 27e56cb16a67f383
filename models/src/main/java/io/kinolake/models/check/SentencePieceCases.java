package io.kinolake.models.check;

import static io.kinolake.models.check.TokenizerCases.compare;
import static io.kinolake.models.check.TokenizerCases.numbers;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.tokenizer.sentencepiece.SentencePiece;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Cases of SentencePiece alone; each names its model. */
final class SentencePieceCases implements TokenizerCases {
  private final Path folder;
  private final Map<String, SentencePiece> models = new HashMap<>();

  SentencePieceCases(Path folder) {
    this.folder = folder;
  }

  @Override
  public Optional<String> mismatch(JsonNode recorded) {
    JsonNode options = recorded.path("options");
    SentencePiece model =
        models.computeIfAbsent(
            options.path("model").asText(), name -> SentencePiece.read(folder.resolve(name)));
    List<Integer> ids = numbers(recorded.path("ids"));
    Optional<String> decoded =
        compare("decoded", recorded.path("decoded").asText(), model.decode(ids));
    if (recorded.path("op").asText().equals("decode")) {
      return decoded;
    }
    String text = recorded.path("text").asText();
    return compare("ids", ids, encode(model, text, options))
        .or(() -> decoded)
        .or(() -> normalized(model, text, recorded));
  }

  private static Optional<String> normalized(SentencePiece model, String text, JsonNode recorded) {
    return recorded.has("normalized")
        ? compare("normalized", recorded.path("normalized").asText(), model.normalize(text))
        : Optional.empty();
  }

  private static List<Integer> encode(SentencePiece model, String text, JsonNode options) {
    List<Integer> ids = new ArrayList<>(model.encode(text));
    if (options.path("reverse").asBoolean()) {
      Collections.reverse(ids);
    }
    if (options.path("add_bos").asBoolean()) {
      ids.add(0, model.bos().orElseThrow());
    }
    if (options.path("add_eos").asBoolean()) {
      ids.add(model.eos().orElseThrow());
    }
    return ids;
  }
}
