package io.kinolake.udfs.caption;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What a chat server answered.
 *
 * @param model the model that it says wrote the answer
 * @param text the answer; empty if there is none
 * @param finish why it ended, such as {@code stop} or {@code length}; empty if unknown
 * @param promptTokens as the server counted
 * @param completionTokens as the server counted
 */
record ChatReply(
    Optional<String> model,
    String text,
    String finish,
    Optional<Long> promptTokens,
    Optional<Long> completionTokens) {

  /** Reads a completion; nothing if the JSON is none. */
  static Optional<ChatReply> of(JsonNode root) {
    JsonNode choice = root.path("choices").path(0);
    JsonNode message = choice.path("message");
    if (!message.isObject()) {
      return Optional.empty();
    }
    return Optional.of(
        new ChatReply(
            Optional.ofNullable(root.path("model").textValue()),
            text(message.path("content")),
            choice.path("finish_reason").asText(""),
            tokens(root, "prompt_tokens"),
            tokens(root, "completion_tokens")));
  }

  boolean cutOff() {
    return finish.equals("length");
  }

  /** Content is a text, or a list of parts some of which have one. */
  private static String text(JsonNode content) {
    if (!content.isArray()) {
      return content.isTextual() ? content.textValue() : "";
    }
    StringBuilder text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asText("")));
    return text.toString();
  }

  private static Optional<Long> tokens(JsonNode root, String name) {
    JsonNode count = root.path("usage").path(name);
    return count.canConvertToLong() ? Optional.of(count.longValue()) : Optional.empty();
  }
}
