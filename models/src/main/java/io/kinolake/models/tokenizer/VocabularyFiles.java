package io.kinolake.models.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Reads vocabulary files; an error says which file and what is wrong with it. */
final class VocabularyFiles {
  /** Published vocabularies have some megabytes. */
  private static final int LARGEST = 1 << 28;

  private static final int GZIP_FIRST = 0x1f;
  private static final int GZIP_SECOND = 0x8b;

  private VocabularyFiles() {}

  /** The lines of a text in UTF-8, unpacked if it is gzipped. */
  static List<String> lines(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      boolean gzipped =
          bytes.length > 2 && (bytes[0] & 0xff) == GZIP_FIRST && (bytes[1] & 0xff) == GZIP_SECOND;
      String text =
          UTF_8.newDecoder().decode(ByteBuffer.wrap(gzipped ? unpack(bytes) : bytes)).toString();
      return List.of(
          (text.endsWith("\n") ? text.substring(0, text.length() - 1) : text).split("\n", -1));
    } catch (CharacterCodingException e) {
      throw wrong(file, "it is no text in UTF-8");
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.NOT_READABLE, "The vocabulary %s cannot be read: %s".formatted(file, e), e);
    }
  }

  static KinolakeException wrong(Path file, String what) {
    return new KinolakeException(
        FailureCode.CORRUPT,
        "The vocabulary %s is not usable: %s; take the file that was published with the model"
            .formatted(file, what));
  }

  private static byte[] unpack(byte[] bytes) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readNBytes(LARGEST);
    }
  }
}
