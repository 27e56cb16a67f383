package io.kinolake.jobs.dropin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.jobs.frame.Missing;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/**
 * Captions in JSON files beside the media: the value of "caption" in the file named by the path up
 * to its first dot. Whatever fails gives an empty caption, as the original has it.
 */
final class SidecarCaptions {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DropInContext context;

  SidecarCaptions(DropInContext context) {
    this.context = context;
  }

  /** The caption as text or another JSON value; {@link Missing#NAN} for null. */
  Object caption(Object path, CaptionOptions.Sidecar format) {
    if (format != CaptionOptions.Sidecar.json || !(path instanceof String text)) {
      return "";
    }
    int dot = text.indexOf('.');
    String file = (dot < 0 ? text : text.substring(0, dot)) + ".json";
    try {
      JsonNode root = JSON.readTree(context.resolve(file).toFile());
      JsonNode caption = root.get("caption");
      return caption == null ? "" : value(caption);
    } catch (IOException | InvalidPathException e) {
      return "";
    }
  }

  private static Object value(JsonNode node) {
    if (node.isTextual()) {
      return node.textValue();
    } else if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.longValue();
    } else if (node.isFloatingPointNumber()) {
      return node.doubleValue();
    } else if (node.isBoolean()) {
      return node.booleanValue();
    } else if (node.isArray()) {
      var list = new ArrayList<Object>();
      node.forEach(element -> list.add(value(element)));
      return list;
    } else if (node.isObject()) {
      var map = new LinkedHashMap<String, Object>();
      node.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
      return map;
    }
    return node.isNull() ? Missing.NAN : node.asText();
  }
}
