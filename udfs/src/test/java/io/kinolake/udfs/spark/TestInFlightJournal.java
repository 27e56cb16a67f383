package io.kinolake.udfs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestInFlightJournal {
  @TempDir private Path folder;

  @Test
  void whatWasInHandWhenAProcessDiedIsSuspectToTheNext() {
    InFlightJournal died = new InFlightJournal(folder);
    died.begin("scan", "a", 0);
    died.begin("scan", "b", 0).close();

    InFlightJournal next = new InFlightJournal(folder);
    assertThat(next.isSuspect("scan", "a")).isTrue();
    assertThat(next.isSuspect("scan", "b")).isFalse();
    assertThat(next.isSuspect("cut", "a")).isFalse();
  }

  @Test
  void anItemWhoseSharesWereInHandIsASuspectUntilItIsSettled() {
    InFlightJournal died = new InFlightJournal(folder);
    died.begin("scan", "long", 3);
    died.begin("scan", "long", 4);
    died.begin("scan", "other", 0);

    InFlightJournal next = new InFlightJournal(folder);
    assertThat(next.isSuspect("scan", "long")).isTrue();
    next.settle("scan", "long");

    InFlightJournal later = new InFlightJournal(folder);
    assertThat(later.isSuspect("scan", "long")).isFalse();
    assertThat(later.isSuspect("scan", "other")).isTrue();
  }
}
