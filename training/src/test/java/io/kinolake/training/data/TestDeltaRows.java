package io.kinolake.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.tables.Sample;
import io.kinolake.schemas.tables.SampleTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestDeltaRows {
  @TempDir private Path folder;

  @Test
  void aTableThatIsNotThereHasNoRows() {
    assertThat(rows().read()).isEmpty();
    rows().append(List.of());
    assertThat(rows().read()).isEmpty();
  }

  @Test
  void rowsOfAllAppendsAreReadWithWhatTheyLack() {
    Sample first = sample("a", Optional.of("away from"));
    Sample second = sample("b", Optional.empty());
    Sample third = sample("c", Optional.of(""));
    rows().append(List.of(first, second));
    rows().append(List.of(third));
    assertThat(rows().read()).containsExactlyInAnyOrder(first, second, third);
  }

  private DeltaRows<Sample> rows() {
    return new DeltaRows<>(folder.resolve("a folder/samples"), SampleTable.SCHEMA);
  }

  private static Sample sample(String path, Optional<String> negative) {
    Fingerprint digest = Fingerprint.of(path);
    return new Sample(
        path,
        "狗 \"runs\"",
        Optional.empty(),
        new Sample.Model("t2v", digest),
        new Sample.Guide(
            negative, 4_294_967_295L, 50, 9, Optional.of(13.0), Optional.empty(), digest),
        new FrameSize(48, 32),
        17,
        30000 / 1001.0,
        1_700_000_000_000_000L);
  }
}
