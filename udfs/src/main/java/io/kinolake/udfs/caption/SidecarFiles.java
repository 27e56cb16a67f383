package io.kinolake.udfs.caption;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.store.LocalMedia;
import io.kinolake.udfs.store.MediaStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads caption files: UTF-8, with or without a byte order mark. JSON is an object whose {@code
 * caption} is a text or a list of texts, of which the first counts; or such a list itself.
 */
final class SidecarFiles {
  private static final long LARGEST_CAPTION = 1L << 20;
  private static final long LARGEST_TABLE = 1L << 30;
  private static final String CAPTION_KEY = "caption";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final MediaStore store;

  SidecarFiles(MediaStore store) {
    this.store = store;
  }

  /**
   * The caption in a file, or nothing where there is no such file.
   *
   * @throws KinolakeException BAD_CAPTION, NOT_READABLE
   */
  Optional<String> read(String uri) {
    Optional<String> content = content(uri, LARGEST_CAPTION);
    return uri.endsWith(".json") ? content.map(json -> captionIn(json, uri)) : content;
  }

  /**
   * The content of a table of captions.
   *
   * @throws KinolakeException BAD_CONFIG if there is no such file
   */
  String table(String uri) {
    return content(uri, LARGEST_TABLE)
        .orElseThrow(
            () ->
                new KinolakeException(
                    FailureCode.BAD_CONFIG,
                    "There is no table of captions '%s'; correct the path".formatted(uri)));
  }

  private Optional<String> content(String uri, long largest) {
    try (LocalMedia media = store.open(uri)) {
      return Optional.of(text(media.path(), uri, largest));
    } catch (KinolakeException e) {
      if (e.failure().code() == FailureCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static String text(Path file, String uri, long largest) {
    try {
      if (Files.size(file) > largest) {
        throw new KinolakeException(
            FailureCode.BAD_CAPTION,
            "'%s' has %d bytes; captions have %d at most"
                .formatted(uri, Files.size(file), largest));
      }
      byte[] bytes = Files.readAllBytes(file);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new KinolakeException(
          FailureCode.BAD_CAPTION, "'%s' is not UTF-8; convert it".formatted(uri), e);
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.NOT_READABLE,
          "'%s' cannot be read: %s; check its permissions".formatted(uri, e.getMessage()),
          e);
    }
  }

  private static String captionIn(String json, String uri) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new KinolakeException(
          FailureCode.BAD_CAPTION,
          "'%s' is not JSON: %s".formatted(uri, e.getOriginalMessage()),
          e);
    }
    JsonNode captions = root.isObject() ? root.path(CAPTION_KEY) : root;
    JsonNode first = captions.isArray() ? captions.path(0) : captions;
    if (!first.isTextual()) {
      throw new KinolakeException(
          FailureCode.BAD_CAPTION,
          "'%s' has no text under '%s'; give it a text or a list of texts"
              .formatted(uri, CAPTION_KEY));
    }
    return first.textValue();
  }
}
