package io.kinolake.jobs.dropin;

import io.kinolake.jobs.frame.PythonOrder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Expands {@code *}, {@code ?} and {@code [...]} as Python's {@code glob.glob} does, in code point
 * order, so that a run is repeatable (the original's order is that of the file system).
 */
final class PythonGlob {
  private final DropInContext context;

  PythonGlob(DropInContext context) {
    this.context = context;
  }

  /** The paths that match, spelled from the pattern's own start. */
  List<String> expand(String pattern) throws IOException {
    return glob(pattern).stream().sorted(PythonOrder.BY_CODE_POINT).toList();
  }

  private List<String> glob(String pattern) throws IOException {
    if (!hasMagic(pattern)) {
      return exists(pattern) ? List.of(pattern) : List.of();
    }
    String folderPattern = PythonPath.dirname(pattern);
    String namePattern = PythonPath.basename(pattern);
    List<String> folders =
        hasMagic(folderPattern) && !folderPattern.equals(pattern)
            ? glob(folderPattern)
            : List.of(folderPattern);
    var found = new ArrayList<String>();
    for (String folder : folders) {
      found.addAll(inFolder(folder, namePattern));
    }
    return found;
  }

  private List<String> inFolder(String folder, String namePattern) throws IOException {
    if (!hasMagic(namePattern)) {
      String path = PythonPath.join(folder, namePattern);
      return exists(path) ? List.of(path) : List.of();
    }
    Path directory = context.resolve(folder);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    Pattern name = Pattern.compile(translate(namePattern), Pattern.DOTALL);
    var found = new ArrayList<String>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String entryName = entry.getFileName().toString();
        boolean hidden = entryName.startsWith(".") && !namePattern.startsWith(".");
        if (!hidden && name.matcher(entryName).matches()) {
          found.add(PythonPath.join(folder, entryName));
        }
      }
    }
    return found;
  }

  private boolean exists(String path) {
    return Files.exists(context.resolve(path), LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean hasMagic(String pattern) {
    return pattern.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
  }

  private static String translate(String pattern) {
    var regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char next = pattern.charAt(i);
      int close = next == '[' ? closingBracket(pattern, i) : -1;
      if (next == '*') {
        regex.append(".*");
      } else if (next == '?') {
        regex.append('.');
      } else if (close > 0) {
        regex.append(characterClass(pattern.substring(i + 1, close)));
        i = close;
      } else {
        regex.append(Pattern.quote(String.valueOf(next)));
      }
    }
    return regex.toString();
  }

  private static int closingBracket(String pattern, int open) {
    int from = open + 1;
    if (from < pattern.length() && pattern.charAt(from) == '!') {
      from++;
    }
    return pattern.indexOf(']', from + 1);
  }

  private static String characterClass(String members) {
    boolean negated = members.startsWith("!");
    String escaped = members.substring(negated ? 1 : 0).replaceAll("[\\\\\\[\\]&^]", "\\\\$0");
    return (negated ? "[^" : "[") + escaped + "]";
  }
}
