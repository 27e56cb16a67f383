package io.kinolake.jobs.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of the repository, found from wherever a test runs in it. */
final class RepositoryFiles {
  private RepositoryFiles() {}

  /** The folder of the parent project. */
  static Path root() throws IOException {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path pom = folder.resolve("pom.xml");
      if (Files.exists(pom) && Files.readString(pom).contains("<modules>")) {
        return folder;
      }
    }
    throw new IllegalStateException("No parent pom.xml above " + Path.of("").toAbsolutePath());
  }

  static Path file(String path) throws IOException {
    return root().resolve(path);
  }
}
