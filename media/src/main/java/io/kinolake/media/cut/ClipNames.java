package io.kinolake.media.cut;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.schemas.Fingerprint;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a source's clips go: {@code FOLDER/STEM_scene-N.mp4}, and {@code STEM_scene-N-P.mp4} for
 * piece P of a scene that was split. The folder is that of the source below its root, the stem its
 * name without extension, so that names depend on the source alone. Where two sources of a folder
 * share their stem, both keep their extension: {@code STEM.EXT_scene-N.mp4}.
 *
 * <p>Whatever the source is called, the names are relative paths that stay below where they are
 * resolved, are not hidden and fit a file system: a part of the path that would not is cleaned, and
 * a digest of what it was keeps it apart from others.
 *
 * @param folder relative, with forward slashes; empty for none
 * @param stem how each name begins
 */
public record ClipNames(String folder, String stem) {
  // File systems allow 255 bytes; what is left is for the scene, the digest and a temporary name.
  private static final int MAX_BYTES = 150;
  private static final int DIGEST_DIGITS = 8;

  /** The names for a source whose stem is its own in its folder. */
  public static ClipNames of(String relativePath) {
    return of(relativePath, false);
  }

  /** The names for a source one of whose neighbours has the same stem and another extension. */
  public static ClipNames withExtension(String relativePath) {
    return of(relativePath, true);
  }

  /** The file name of a whole scene. */
  public String ofScene(int scene) {
    return stem + "_scene-" + scene + ".mp4";
  }

  /** The file name of a piece of a scene, counted from 0. */
  public String ofPiece(int scene, int piece) {
    return stem + "_scene-" + scene + "-" + piece + ".mp4";
  }

  /** Where a named clip lies below the output folder, with forward slashes. */
  public String pathOf(String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }

  private static ClipNames of(String relativePath, boolean keepExtension) {
    List<String> folders = new ArrayList<>();
    String name = "";
    for (String part : relativePath.split("/", -1)) {
      if (!name.isEmpty() && !name.equals(".")) {
        folders.add(safe(name));
      }
      name = part;
    }
    return new ClipNames(String.join("/", folders), safe(keepExtension ? name : stemOf(name)));
  }

  private static String stemOf(String name) {
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }

  private static String safe(String part) {
    StringBuilder clean = new StringBuilder();
    int bytes = 0;
    for (int i = 0; i < part.length(); ) {
      int symbol = part.codePointAt(i);
      i += Character.charCount(symbol);
      String text = isSafe(symbol) ? Character.toString(symbol) : "_";
      bytes += text.getBytes(UTF_8).length;
      if (bytes > MAX_BYTES) {
        break;
      }
      clean.append(text);
    }
    if (clean.isEmpty() || clean.charAt(0) == '.') {
      clean.insert(0, '_');
    }
    return clean.toString().equals(part) ? part : clean + "~" + digest(part);
  }

  // Refused: what ends a line or a path, what Windows or a shell pattern would not take as it is.
  private static boolean isSafe(int symbol) {
    int type = Character.getType(symbol);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.SURROGATE
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR
        && "/\\:*?\"<>|".indexOf(symbol) < 0;
  }

  private static String digest(String part) {
    return Fingerprint.of("name", part).value().substring(0, DIGEST_DIGITS);
  }
}
