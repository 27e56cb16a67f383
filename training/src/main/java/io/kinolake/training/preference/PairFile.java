package io.kinolake.training.preference;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the pairs that {@link PreferencePairs} or MindSpeed-MM's scripts have written. */
public final class PairFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PairFile() {}

  /**
   * The pairs in the order of the file.
   *
   * @throws KinolakeException BAD_ARGUMENT if it is none of pairs, NOT_FOUND
   */
  public static List<PreferencePair> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new KinolakeException(
          FailureCode.NOT_FOUND,
          "There is no '%s'. Set preference.pairs to the data.jsonl that kinolake prefer writes."
              .formatted(file));
    }
    List<PreferencePair> pairs = new ArrayList<>();
    try {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (!lines.get(i).isBlank()) {
          pairs.add(pair(file, i + 1, JSON.readTree(lines.get(i))));
        }
      }
    } catch (JacksonException e) {
      throw refused(file, "holds no lines of JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw refused(file, "cannot be read: " + e, e);
    }
    if (pairs.isEmpty()) {
      throw refused(file, "holds no pairs", null);
    }
    return pairs;
  }

  private static PreferencePair pair(Path file, int line, JsonNode json) {
    String chosen = json.path("file").asText("");
    String rejected = json.path("file_rejected").asText("");
    if (chosen.isBlank() || rejected.isBlank()) {
      throw refused(file, "has no 'file' and 'file_rejected' in line " + line, null);
    }
    JsonNode captions = json.path("captions");
    return new PreferencePair(
        chosen,
        rejected,
        captions.isArray() ? captions.path(0).asText("") : captions.asText(""),
        json.path("score").asDouble(),
        json.path("score_rejected").asDouble());
  }

  private static KinolakeException refused(Path file, String what, Exception cause) {
    return new KinolakeException(
        FailureCode.BAD_ARGUMENT,
        "'%s' %s. Set preference.pairs to the data.jsonl that kinolake prefer writes."
            .formatted(file, what),
        cause);
  }
}
