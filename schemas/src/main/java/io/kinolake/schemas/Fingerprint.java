package io.kinolake.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A digest that stands for a state: 32 lower-case hexadecimal digits, the first half of a SHA-256.
 *
 * @param value the digits
 */
public record Fingerprint(String value) implements Serializable {
  /** Digits kept of the SHA-256: 128 bits, so that a collision is out of reach. */
  public static final int LENGTH = 32;

  /** Separates the joined parts; it cannot occur in a digest, a number or a name of ours. */
  public static final char SEPARATOR = '|';

  public Fingerprint {
    if (!value.matches("[0-9a-f]{" + LENGTH + "}")) {
      throw new IllegalArgumentException(
          "A fingerprint is " + LENGTH + " hexadecimal digits, not '" + value + "'");
    }
  }

  /**
   * The fingerprint of an ordered list of texts: SHA-256 of the UTF-8 bytes of the texts joined by
   * {@link #SEPARATOR}. Spark SQL computes the same with {@code substring(sha2(concat_ws('|', …),
   * 256), 1, 32)}.
   */
  public static Fingerprint of(Object... parts) {
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      if (i > 0) {
        joined.append(SEPARATOR);
      }
      joined.append(parts[i]);
    }
    return ofBytes(joined.toString().getBytes(UTF_8));
  }

  /** The fingerprint of raw content. */
  public static Fingerprint ofBytes(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return new Fingerprint(HexFormat.of().formatHex(digest).substring(0, LENGTH));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK lacks SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
