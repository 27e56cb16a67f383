package io.kinolake.models.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.schemas.Fingerprint;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The digest of weights by which features and models are keyed. SHA-256 over every tensor in the
 * order of names: its name, type and shape, and three samples of its content (the first, middle and
 * last {@value #SAMPLE} bytes; all of it if it is not longer than the three).
 *
 * <p>So it costs some kilobytes a tensor instead of reading tens of gigabytes, and does not depend
 * on the file format, on the order of tensors or on how they are spread over files. Training
 * changes nearly every value of a tensor, which the samples show; a few values changed by hand in
 * the unsampled part of a large tensor are not seen, so this is no protection against forgery.
 */
final class ContentDigest {
  static final int SAMPLE = 4096;

  private ContentDigest() {}

  static Fingerprint of(WeightSource source) {
    MessageDigest digest = sha256();
    for (Map.Entry<String, TensorInfo> each : new TreeMap<>(source.tensors()).entrySet()) {
      digest.update((each.getKey() + '\0' + each.getValue() + '\n').getBytes(UTF_8));
      addSamples(digest, source, each.getKey(), each.getValue().byteSize());
    }
    String hex = HexFormat.of().formatHex(digest.digest());
    return new Fingerprint(hex.substring(0, Fingerprint.LENGTH));
  }

  private static void addSamples(
      MessageDigest digest, WeightSource source, String name, long size) {
    if (size <= 3L * SAMPLE) {
      addRange(digest, source, name, 0, (int) size);
      return;
    }
    addRange(digest, source, name, 0, SAMPLE);
    addRange(digest, source, name, (size - SAMPLE) / 2, SAMPLE);
    addRange(digest, source, name, size - SAMPLE, SAMPLE);
  }

  private static void addRange(
      MessageDigest digest, WeightSource source, String name, long offset, int length) {
    ByteBuffer sample = ByteBuffer.allocate(length);
    source.read(name, offset, sample);
    digest.update(sample.flip());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK lacks SHA-256", e);
    }
  }
}
