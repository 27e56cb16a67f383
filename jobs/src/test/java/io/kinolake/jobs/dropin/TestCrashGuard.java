package io.kinolake.jobs.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.udfs.spark.InFlightJournal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCrashGuard {
  private static final List<String> FILES = List.of("a.mp4", "poison.mp4", "b.mp4");

  @TempDir private Path folder;

  @Test
  void rowsKeepTheirOrderAndNoNoteStays() {
    assertThat(map(row -> FILES.get(row) + "!")).containsExactly("a.mp4!", "poison.mp4!", "b.mp4!");
    assertThat(notes()).doesNotExist();
  }

  @Test
  void aFileThatCrashesOnceMoreOnItsOwnIsGivenUpAndNoOther() {
    leaveNote("together", "poison.mp4");
    leaveNote("together", "b.mp4");
    List<String> worked = Collections.synchronizedList(new ArrayList<>());

    assertThat(map(row -> note(worked, row))).containsExactly("a.mp4", "poison.mp4", "b.mp4");
    assertThat(worked).as("suspects come last").containsExactly("a.mp4", "poison.mp4", "b.mp4");

    leaveNote("together", "b.mp4");
    leaveNote("alone", "poison.mp4");
    assertThat(map(row -> note(worked, row))).containsExactly("a.mp4", "given up", "b.mp4");
  }

  @Test
  void aFailureOfTheProgramLeavesNoSuspect() {
    assertThatThrownBy(
            () ->
                map(
                    row -> {
                      throw new IllegalStateException("a defect");
                    }))
        .hasMessage("a defect");
    assertThat(map(FILES::get)).isEqualTo(FILES);
  }

  private static String note(List<String> worked, int row) {
    worked.add(FILES.get(row));
    return FILES.get(row);
  }

  private void leaveNote(String how, String file) {
    new InFlightJournal(notes()).begin(how, file, 0);
  }

  private Path notes() {
    return folder.resolve("notes");
  }

  private List<String> map(IntFunction<String> work) {
    WorkerOptions oneByOne = new WorkerOptions();
    oneByOne.parallelDisabled = true;
    return new CrashGuard(notes()).map(FILES.size(), oneByOne, FILES::get, work, row -> "given up");
  }
}
