package io.kinolake.jobs.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.jobs.tables.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag(SharedSpark.OWN_PROCESS)
class TestDeltaTables {
  @TempDir private Path folder;

  @Test
  void aDeltaTableHoldsWhatCsvHeldAndIsReplacedByTheNextWrite() throws IOException {
    Path csv = folder.resolve("t.csv");
    Files.writeString(csv, "i,f,b,t\n1,1.5,True,x\n2,,False,\n3,2.0,True,日本\n");
    Frame frame = TableFormat.read(csv);
    Path table = folder.resolve("table");

    TableFormat.write(frame, table);
    TableFormat.write(frame.head(2), table);
    Frame again = TableFormat.read(table);

    assertThat(TableFormat.of(table)).isEqualTo(TableFormat.DELTA);
    assertThat(again.names()).isEqualTo(frame.names());
    assertThat(again.rows()).isEqualTo(2);
    for (String name : frame.names()) {
      assertThat(List.of(again.column(name).value(0), again.column(name).value(1)))
          .isEqualTo(List.of(frame.column(name).value(0), frame.column(name).value(1)));
    }
  }
}
