package io.kinolake.models;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the folder of golden data: {@code kinolake.shared}, or {@code shared} beside the root. */
public final class SharedFolder {
  private SharedFolder() {}

  /** A file or folder of it; the calling test is skipped where it is not there. */
  public static Path require(String relative) throws IOException {
    Optional<Path> found = find().map(shared -> shared.resolve(relative)).filter(Files::exists);
    assumeTrue(
        found.isPresent(),
        () ->
            "There is no " + relative + " in the shared folder; set -Dkinolake.shared to run this");
    return found.orElseThrow();
  }

  private static Optional<Path> find() throws IOException {
    String set = System.getProperty("kinolake.shared", "");
    if (!set.isEmpty()) {
      return Optional.of(Path.of(set)).filter(Files::isDirectory);
    }
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path pom = folder.resolve("pom.xml");
      if (Files.exists(pom) && Files.readString(pom).contains("<modules>")) {
        return Optional.of(folder.resolveSibling("shared")).filter(Files::isDirectory);
      }
      folder = folder.getParent();
    }
    return Optional.empty();
  }
}
