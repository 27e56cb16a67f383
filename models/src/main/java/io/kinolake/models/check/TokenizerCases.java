package io.kinolake.models.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares a folder's tokenizer with recorded cases. */
interface TokenizerCases {

  /** What differs in a case, or nothing. */
  Optional<String> mismatch(JsonNode recorded);

  /** A mismatch of a value, or nothing if the two are equal. */
  static Optional<String> compare(String what, Object expected, Object found) {
    return expected.equals(found)
        ? Optional.empty()
        : Optional.of("%s %s instead of %s".formatted(what, found, expected));
  }

  /** A mismatch of the ids and mask that a model takes. */
  static Optional<String> compare(JsonNode ids, JsonNode mask, Encoding found) {
    return compare("ids", numbers(ids), found.ids())
        .or(() -> compare("mask", numbers(mask), found.mask()));
  }

  static List<Integer> numbers(JsonNode array) {
    List<Integer> numbers = new ArrayList<>();
    array.forEach(each -> numbers.add(each.intValue()));
    return numbers;
  }
}
