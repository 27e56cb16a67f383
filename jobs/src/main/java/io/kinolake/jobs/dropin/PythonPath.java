package io.kinolake.jobs.dropin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** File names as text, by the rules of Python's {@code os.path} on POSIX. */
final class PythonPath {
  private PythonPath() {}

  static String basename(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  static String dirname(String path) {
    String head = path.substring(0, path.lastIndexOf('/') + 1);
    String stripped = head.replaceAll("/+$", "");
    return stripped.isEmpty() ? head : stripped;
  }

  static String join(String folder, String name) {
    if (name.startsWith("/") || folder.isEmpty()) {
      return name;
    }
    return folder.endsWith("/") ? folder + name : folder + "/" + name;
  }

  /** The last name without its extension. */
  static String stem(String path) {
    String name = basename(path);
    return name.substring(0, name.length() - extension(path).length());
  }

  /** From the last dot of the last name on; empty when only dots stand before it. */
  static String extension(String path) {
    String name = basename(path);
    int dot = name.lastIndexOf('.');
    boolean onlyDots = dot < 0 || name.substring(0, dot).chars().allMatch(c -> c == '.');
    return onlyDots ? "" : name.substring(dot);
  }

  /** The path with the extension taken off. */
  static String withoutExtension(String path) {
    return path.substring(0, path.length() - extension(path).length());
  }

  /** The last name up to its first dot. */
  static String firstStem(String path) {
    String name = basename(path);
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /**
   * The path as seen from the start.
   *
   * @throws IllegalArgumentException for an empty path
   */
  static String relative(String path, String start, Path workingDirectory) {
    if (path.isEmpty()) {
      throw new IllegalArgumentException("The path is empty");
    }
    List<String> from = parts(start, workingDirectory);
    List<String> to = parts(path, workingDirectory);
    int common = 0;
    while (common < from.size() && common < to.size() && from.get(common).equals(to.get(common))) {
      common++;
    }
    var steps = new ArrayList<String>();
    for (int i = common; i < from.size(); i++) {
      steps.add("..");
    }
    steps.addAll(to.subList(common, to.size()));
    return steps.isEmpty() ? "." : String.join("/", steps);
  }

  private static List<String> parts(String path, Path workingDirectory) {
    var parts = new ArrayList<String>();
    for (String part : join(workingDirectory.toString(), path).split("/")) {
      if (part.equals("..")) {
        if (!parts.isEmpty()) {
          parts.remove(parts.size() - 1);
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return parts;
  }

  /** With a leading ~ replaced by the user's home. */
  static String expandUser(String path) {
    if (path.equals("~") || path.startsWith("~/")) {
      return System.getProperty("user.home") + path.substring(1);
    }
    return path;
  }
}
