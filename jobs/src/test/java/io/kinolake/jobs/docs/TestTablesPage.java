package io.kinolake.jobs.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TestTablesPage {
  private static final String REGENERATE =
      "mvn -pl jobs -am test -Dtest=TestTablesPage -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dkinolake.docs=write";

  @Test
  void thePageIsWhatTheTablesDeclare() throws IOException {
    Path page = RepositoryFiles.file("docs/format/tables.md");
    if (System.getProperty("kinolake.docs", "").equals("write")) {
      Files.createDirectories(page.getParent());
      Files.writeString(page, TablesPage.markdown());
    }

    assertThat(page)
        .as("docs/format/tables.md is out of date. Write it anew: %s", REGENERATE)
        .exists()
        .content()
        .isEqualTo(TablesPage.markdown());
  }
}
