package io.kinolake.models.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Loads settings into a record: a packaged default, then a file, then single settings. Immutable.
 *
 * @param <R> the record, in the form that {@code RecordBinder} describes: a component {@code
 *     minSeconds} is the key {@code min-seconds}
 */
public final class SettingsLoader<R extends Record> {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final Class<R> type;
  private final String resource;

  /**
   * A loader.
   *
   * @param resource the packaged default, complete and documented: an absolute name on the class
   *     path
   */
  public SettingsLoader(Class<R> type, String resource) {
    this.type = type;
    this.resource = resource;
  }

  /**
   * The settings.
   *
   * @param file overrides the default; only what differs needs to stand in it
   * @param settings overrides the file: dotted keys such as {@code scenes.detector}, YAML values
   * @throws KinolakeException BAD_CONFIG naming every problem
   */
  public R load(Optional<Path> file, Map<String, String> settings) {
    List<String> problems = new ArrayList<>();
    ObjectNode tree = packagedDefault();
    file.ifPresent(path -> merge(tree, parse(path)));
    settings.forEach((key, value) -> set(tree, key, value, problems));
    RecordBinder binder = new RecordBinder();
    Optional<R> loaded = binder.bind(tree, type, "");
    problems.addAll(binder.problems());
    if (!problems.isEmpty()) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "The configuration has "
              + problems.size()
              + " problem(s):\n  "
              + String.join("\n  ", problems));
    }
    return loaded.orElseThrow();
  }

  private ObjectNode packagedDefault() {
    try (InputStream in = type.getResourceAsStream(resource)) {
      return (ObjectNode) YAML.readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException("The packaged " + resource + " cannot be read", e);
    }
  }

  private static ObjectNode parse(Path path) {
    if (!Files.isReadable(path)) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG, "There is no readable configuration file '" + path + "'.");
    }
    try {
      JsonNode tree = YAML.readTree(Files.readString(path));
      if (tree.isObject()) {
        return (ObjectNode) tree;
      }
      throw new KinolakeException(
          FailureCode.BAD_CONFIG, "'" + path + "' holds no groups of settings.");
    } catch (JsonProcessingException e) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "'%s' is not valid YAML, line %d: %s."
              .formatted(path, e.getLocation().getLineNr(), withoutExcerpts(e)),
          e);
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG, "Cannot read '" + path + "': " + e.getMessage(), e);
    }
  }

  /** The parser's words without the indented lines that show where it was. */
  private static String withoutExcerpts(JsonProcessingException e) {
    return e.getOriginalMessage()
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(" "))
        .collect(Collectors.joining(": "));
  }

  private static void merge(ObjectNode base, ObjectNode over) {
    for (Map.Entry<String, JsonNode> field : over.properties()) {
      JsonNode existing = base.get(field.getKey());
      if (existing instanceof ObjectNode group && field.getValue() instanceof ObjectNode changes) {
        merge(group, changes);
      } else {
        base.set(field.getKey(), field.getValue());
      }
    }
  }

  private static void set(ObjectNode tree, String key, String value, List<String> problems) {
    String[] path = key.split("\\.", -1);
    ObjectNode group = tree;
    for (int i = 0; i < path.length - 1; i++) {
      JsonNode next = group.get(path[i]);
      if (next instanceof ObjectNode nested) {
        group = nested;
      } else {
        group = group.putObject(path[i]);
      }
    }
    try {
      group.set(path[path.length - 1], YAML.readTree(value));
    } catch (JsonProcessingException e) {
      problems.add("Setting '%s': '%s' is not a YAML value.".formatted(key, value));
    }
  }
}
