package io.kinolake.jobs.dropin;

import io.kinolake.jobs.frame.PythonOrder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Lists the files below a folder in code point order. Symbolic links are followed; a link to a
 * folder that is being listed already is not. A folder that cannot be read is reported and skipped.
 */
final class MediaWalk {
  private final DropInContext context;
  private final Set<Path> open = new HashSet<>();
  private final List<String> found = new ArrayList<>();

  MediaWalk(DropInContext context) {
    this.context = context;
  }

  /**
   * Lists the files below the root.
   *
   * @param extensions in lower case with their dot; empty for every file
   * @return paths that begin with the root as it is spelled
   */
  List<String> list(String root, List<String> extensions) throws IOException {
    found.clear();
    walk(root, extensions);
    found.sort(PythonOrder.BY_CODE_POINT);
    return List.copyOf(found);
  }

  private void walk(String folder, List<String> extensions) throws IOException {
    Path directory = context.resolve(folder);
    Path real = directory.toRealPath();
    if (!open.add(real)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        String path = PythonPath.join(folder, name);
        if (Files.isDirectory(entry)) {
          walkReadable(path, entry, extensions);
        } else if (Files.isRegularFile(entry) && matches(name, extensions)) {
          found.add(path);
        }
      }
    } finally {
      open.remove(real);
    }
  }

  private void walkReadable(String path, Path entry, List<String> extensions) throws IOException {
    if (Files.isReadable(entry) && Files.isExecutable(entry)) {
      walk(path, extensions);
    } else {
      context.err().printf("Skipped folder '%s': it cannot be read.%n", path);
    }
  }

  private static boolean matches(String name, List<String> extensions) {
    return extensions.isEmpty()
        || extensions.contains(PythonPath.extension(name).toLowerCase(Locale.ROOT));
  }
}
