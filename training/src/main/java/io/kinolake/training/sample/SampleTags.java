package io.kinolake.training.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.probe.ContainerTags;
import io.kinolake.schemas.MapRow;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Sample;
import io.kinolake.schemas.tables.SampleTable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a sampled video tells of itself: the prompt as {@code title}, and as {@code comment} a JSON
 * object of the columns of its row in {@link SampleTable}, but its path.
 */
final class SampleTags {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TITLE = "title";
  private static final String COMMENT = "comment";

  private SampleTags() {}

  static Map<String, String> of(Sample sample) {
    MapRow row = new MapRow();
    SampleTable.SCHEMA.codec().write(sample, row);
    Map<String, Object> told = new TreeMap<>(row.toMap());
    told.remove(SampleTable.PATH.name());
    told.remove(SampleTable.CREATED_US.name()); // so that the same video has the same bytes
    try {
      return Map.of(TITLE, sample.prompt(), COMMENT, JSON.writeValueAsString(told));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A row is no JSON", e);
    }
  }

  /** The digest of the settings that made a file; empty if it tells none. */
  static Optional<String> settings(Path file) {
    try {
      String comment = ContainerTags.read(file, MediaLimits.DEFAULT).getOrDefault(COMMENT, "");
      JsonNode settings = JSON.readTree(comment).path(SampleTable.SETTINGS.name());
      return settings.isTextual() ? Optional.of(settings.asText()) : Optional.empty();
    } catch (KinolakeException | JsonProcessingException e) {
      return Optional.empty(); // some other video, or none at all
    }
  }
}
