package io.kinolake.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the folder of real footage: {@code kinolake.shared}, or {@code shared} beside the root. */
public final class SharedFolder {
  private SharedFolder() {}

  public static Optional<Path> find() throws IOException {
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
