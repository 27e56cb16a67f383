package io.kinolake.models.tokenizer.sentencepiece;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Prepares text for segmentation as the model says; thread-safe. */
final class Normalizer {
  private static final byte SPACE = ' ';

  private final ModelFile.NormalizerSpec spec;
  private final CharacterMap map;
  private final PieceTrie userDefined;
  private final byte[] space;

  /**
   * @param userDefined pieces that stay as they are
   */
  Normalizer(ModelFile.NormalizerSpec spec, PieceTrie userDefined) {
    this.spec = spec;
    this.map = CharacterMap.parse(spec.characterMap());
    this.userDefined = userDefined;
    this.space = (spec.escapeWhitespaces() ? "\u2581" : " ").getBytes(UTF_8);
  }

  /** The text with characters replaced and spaces marked. */
  byte[] normalize(byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + text.length / 2 + 3);
    int at = skipLeadingSpaces(text);
    if (at == text.length) {
      return new byte[0];
    }
    if (spec.addDummyPrefix() && !spec.spaceBehind()) {
      out.writeBytes(space);
    }
    boolean afterSpace = spec.removeExtraWhitespaces();
    while (at < text.length) {
      CharacterMap.Match match = next(text, at);
      afterSpace = append(out, match.replacement(), afterSpace);
      at += match.length();
    }
    byte[] normalized = out.toByteArray();
    if (spec.removeExtraWhitespaces()) {
      normalized = withoutTrailingSpaces(normalized);
    }
    return spec.addDummyPrefix() && spec.spaceBehind() ? withSpace(normalized) : normalized;
  }

  private int skipLeadingSpaces(byte[] text) {
    int at = 0;
    while (spec.removeExtraWhitespaces() && at < text.length) {
      CharacterMap.Match match = next(text, at);
      if (match.replacement().length != 1 || match.replacement()[0] != SPACE) {
        break;
      }
      at += match.length();
    }
    return at;
  }

  /** Appends a replacement; tells whether the next one's leading spaces are to be dropped. */
  private boolean append(ByteArrayOutputStream out, byte[] part, boolean afterSpace) {
    int from = 0;
    while (afterSpace && from < part.length && part[from] == SPACE) {
      from++;
    }
    for (int i = from; i < part.length; i++) {
      if (part[i] == SPACE) {
        out.writeBytes(space);
      } else {
        out.write(part[i]);
      }
    }
    boolean endsInSpace = from < part.length ? part[part.length - 1] == SPACE : afterSpace;
    return spec.removeExtraWhitespaces() && endsInSpace;
  }

  private CharacterMap.Match next(byte[] text, int at) {
    int kept = userDefined.longest(text, at);
    if (kept == 0) {
      CharacterMap.Match match = map.longest(text, at);
      if (match.length() > 0) {
        return match;
      }
      kept = Utf8Bytes.length(text[at]);
    }
    return new CharacterMap.Match(kept, Arrays.copyOfRange(text, at, at + kept));
  }

  private byte[] withoutTrailingSpaces(byte[] text) {
    int end = text.length;
    while (end >= space.length
        && Arrays.equals(text, end - space.length, end, space, 0, space.length)) {
      end -= space.length;
    }
    return Arrays.copyOf(text, end);
  }

  private byte[] withSpace(byte[] text) {
    byte[] longer = Arrays.copyOf(text, text.length + space.length);
    System.arraycopy(space, 0, longer, text.length, space.length);
    return longer;
  }
}
