package io.kinolake.models.check;

import static io.kinolake.models.check.TokenizerCases.compare;
import static io.kinolake.models.check.TokenizerCases.numbers;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.tokenizer.Encoding;
import io.kinolake.models.tokenizer.T5Tokenizer;
import io.kinolake.models.tokenizer.sentencepiece.SentencePiece;
import java.nio.file.Path;
import java.util.Optional;

/** Cases of T5's tokenizer, and of the unigram model in it. */
final class T5Cases implements TokenizerCases {
  private final T5Tokenizer tokenizer;
  private final SentencePiece pieces;

  T5Cases(Path folder) {
    this.tokenizer = T5Tokenizer.read(folder.resolve("spiece.model"));
    this.pieces = SentencePiece.read(folder.resolve("spiece.model"));
  }

  @Override
  public Optional<String> mismatch(JsonNode recorded) {
    String text = recorded.path("text").asText();
    return modelIds(recorded, text).or(() -> plain(recorded, text));
  }

  /** Some cases also have what the model gives without T5's rules. */
  private Optional<String> plain(JsonNode recorded, String text) {
    if (!recorded.has("spm_ids")) {
      return Optional.empty();
    }
    return compare("plain ids", numbers(recorded.path("spm_ids")), pieces.encode(text))
        .or(
            () ->
                recorded.has("normalized")
                    ? compare(
                        "normalized", recorded.path("normalized").asText(), pieces.normalize(text))
                    : Optional.empty());
  }

  private Optional<String> modelIds(JsonNode recorded, String text) {
    JsonNode options = recorded.path("options");
    Encoding padded = tokenizer.encode(text, options.path("max_length").asInt());
    Encoding found =
        options.path("padding").asText().equals("none")
            ? new Encoding(padded.ids().subList(0, padded.valid()), padded.valid())
            : padded;
    return compare(recorded.path("ids"), recorded.path("attention_mask"), found)
        .or(
            () ->
                compare(
                    "decoded", recorded.path("decoded").asText(), tokenizer.decode(found.ids())));
  }
}
