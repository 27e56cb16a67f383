package io.kinolake.models.settings;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.schemas.names.NearestName;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads a tree of settings into records. A component {@code minSeconds} is the key {@code
 * min-seconds}. Every component must be given, except optional ones; unknown keys are problems,
 * with the nearest valid name. Used once per tree; not thread-safe.
 */
final class RecordBinder {
  private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h)");

  private final List<String> problems = new ArrayList<>();

  /** What was wrong so far, one sentence each. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /** The record, or empty if there were problems. */
  <R extends Record> Optional<R> bind(JsonNode tree, Class<R> type, String path) {
    if (!tree.isObject()) {
      problems.add("'%s' must be a group of settings, not %s.".formatted(path, tree));
      return Optional.empty();
    }
    int before = problems.size();
    RecordComponent[] components = type.getRecordComponents();
    reportUnknown(tree, components, path);
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = component(tree, components[i], path);
    }
    return problems.size() > before ? Optional.empty() : construct(type, components, values, path);
  }

  /** {@code minSeconds} as {@code min-seconds}. */
  static String keyOf(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private void reportUnknown(JsonNode tree, RecordComponent[] components, String path) {
    List<String> known = Arrays.stream(components).map(c -> keyOf(c.getName())).toList();
    for (Map.Entry<String, JsonNode> given : tree.properties()) {
      String name = given.getKey();
      if (!known.contains(name)) {
        problems.add(
            "Unknown setting '%s'. Did you mean '%s'?"
                .formatted(join(path, name), join(path, NearestName.to(name, known))));
      }
    }
  }

  private Object component(JsonNode tree, RecordComponent component, String path) {
    String key = join(path, keyOf(component.getName()));
    JsonNode value = tree.get(keyOf(component.getName()));
    boolean optional = component.getType() == Optional.class;
    if (value == null || value.isNull()) {
      if (!optional) {
        problems.add("Setting '%s' is missing.".formatted(key));
      }
      return Optional.empty();
    }
    return optional
        ? Optional.ofNullable(value(value, argument(component.getGenericType(), 0), key))
        : value(value, component.getGenericType(), key);
  }

  private Object value(JsonNode value, Type type, String key) {
    if (type instanceof ParameterizedType parameterized) {
      return collection(value, parameterized, key);
    }
    return scalar(value, (Class<?>) type, key);
  }

  private Object collection(JsonNode value, ParameterizedType type, String key) {
    if (type.getRawType() == List.class && value.isArray()) {
      List<Object> elements = new ArrayList<>();
      for (int i = 0; i < value.size(); i++) {
        elements.add(value(value.get(i), argument(type, 0), key + "[" + i + "]"));
      }
      return elements;
    }
    if (type.getRawType() == Map.class && value.isObject()) {
      Map<String, Object> entries = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        String name = entry.getKey();
        entries.put(name, value(entry.getValue(), argument(type, 1), join(key, name)));
      }
      return entries;
    }
    return wrong(key, type.getRawType() == List.class ? "a list" : "a group", value);
  }

  private Object scalar(JsonNode value, Class<?> type, String key) {
    if (type.isRecord()) {
      return bind(value, type.asSubclass(Record.class), key).orElse(null);
    }
    if (type.isEnum()) {
      return enumValue(value, type, key);
    }
    if (type == String.class) {
      return value.isValueNode() ? value.asText() : wrong(key, "a text", value);
    }
    if (type == boolean.class || type == Boolean.class) {
      return value.isBoolean() ? (Object) value.asBoolean() : wrong(key, "true or false", value);
    }
    if (type == int.class || type == Integer.class) {
      return value.canConvertToInt() && value.isIntegralNumber()
          ? (Object) value.asInt()
          : wrong(key, "a whole number", value);
    }
    if (type == long.class || type == Long.class) {
      return value.isIntegralNumber()
          ? (Object) value.asLong()
          : wrong(key, "a whole number", value);
    }
    if (type == double.class || type == Double.class) {
      return value.isNumber() ? (Object) value.asDouble() : wrong(key, "a number", value);
    }
    if (type == Duration.class) {
      return duration(value, key);
    }
    throw new IllegalStateException("Settings cannot hold a " + type.getName() + " (" + key + ")");
  }

  private Object enumValue(JsonNode value, Class<?> type, String key) {
    List<String> names =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .toList();
    int position = names.indexOf(value.asText());
    return position < 0
        ? wrong(key, "one of " + String.join(", ", names), value)
        : type.getEnumConstants()[position];
  }

  private Object duration(JsonNode value, String key) {
    Matcher matcher = DURATION.matcher(value.asText().trim());
    if (!matcher.matches()) {
      return wrong(key, "a duration such as 500ms, 30s, 5m or 1h", value);
    }
    double number = Double.parseDouble(matcher.group(1));
    double millis =
        switch (matcher.group(2)) {
          case "ms" -> number;
          case "s" -> number * 1e3;
          case "m" -> number * 60e3;
          default -> number * 3600e3;
        };
    return Duration.ofMillis(Math.round(millis));
  }

  private Object wrong(String key, String wanted, JsonNode value) {
    problems.add("Setting '%s' must be %s, not %s.".formatted(key, wanted, value));
    return null;
  }

  private <R extends Record> Optional<R> construct(
      Class<R> type, RecordComponent[] components, Object[] values, String path) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return Optional.of(constructor.newInstance(values));
    } catch (InvocationTargetException e) {
      String which = path.isEmpty() ? "Settings do not go together" : "Setting '" + path + "'";
      problems.add("%s: %s.".formatted(which, e.getCause().getMessage()));
      return Optional.empty();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot make a " + type.getName(), e);
    }
  }

  private static Type argument(Type type, int position) {
    return ((ParameterizedType) type).getActualTypeArguments()[position];
  }

  private static String join(String path, String name) {
    return List.of(path, name).stream()
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("."));
  }
}
