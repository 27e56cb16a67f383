package io.kinolake.jobs.dropin;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real footage that may be present beside the project. */
final class SharedData {
  private SharedData() {}

  /** The file or folder; the calling test is skipped where it is absent. */
  static Path require(String name) {
    Path path = root().resolve(name);
    assumeTrue(Files.exists(path), "Skipped: there is no shared " + name);
    return path;
  }

  private static Path root() {
    String given = System.getProperty("kinolake.shared", "");
    if (!given.isEmpty()) {
      return Path.of(given);
    }
    Path folder = Path.of("").toAbsolutePath();
    while (folder.getParent() != null && !isRoot(folder)) {
      folder = folder.getParent();
    }
    return folder.resolveSibling("shared");
  }

  private static boolean isRoot(Path folder) {
    try {
      Path pom = folder.resolve("pom.xml");
      return Files.exists(pom) && Files.readString(pom).contains("<modules>");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
