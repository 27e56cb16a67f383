package io.kinolake.models.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.tokenizer.BertTokenizer;
import io.kinolake.models.tokenizer.BertTokenizer.Letters;
import io.kinolake.models.tokenizer.Encoding;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Cases of BERT's tokenizer; each names its vocabulary. */
final class BertCases implements TokenizerCases {
  private final Path folder;
  private final Map<String, BertTokenizer> tokenizers = new HashMap<>();

  BertCases(Path folder) {
    this.folder = folder;
  }

  @Override
  public Optional<String> mismatch(JsonNode recorded) {
    JsonNode options = recorded.path("options");
    String vocabulary = options.path("vocab").asText("vocab.txt");
    Letters letters = options.path("do_lower_case").asBoolean() ? Letters.UNCASED : Letters.CASED;
    BertTokenizer tokenizer =
        tokenizers.computeIfAbsent(
            vocabulary + letters, key -> BertTokenizer.read(folder.resolve(vocabulary), letters));
    Encoding found =
        tokenizer.encode(recorded.path("text").asText(), options.path("max_length").asInt());
    return TokenizerCases.compare(recorded.path("ids"), recorded.path("attention_mask"), found)
        .or(
            () ->
                TokenizerCases.compare(
                    "decoded", recorded.path("decoded").asText(), tokenizer.decode(found.ids())));
  }
}
