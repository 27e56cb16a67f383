package io.kinolake.training.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.tables.Sample;
import io.kinolake.schemas.tables.SampleTable;
import io.kinolake.training.data.DeltaRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestVideoSampler {
  private static final List<Prompt> PROMPTS =
      List.of(new Prompt("a dog", Optional.empty()), new Prompt("a cat", Optional.empty()));
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

  @TempDir private Path folder;

  @Test
  void theTableTellsOfEveryVideoAlsoAfterItWasLost() throws IOException {
    SampleFolder out = SampleFolder.create(folder.resolve("out"));
    assertThat(sample(out)).isEqualTo(2);
    List<Sample> rows = rows(out);
    assertThat(rows).extracting(Sample::prompt).containsExactly("a dog", "a cat");
    assertThat(rows).extracting(Sample::path).allMatch(path -> Files.exists(Path.of(path)));
    assertThat(rows).allMatch(row -> row.createdUs() == NOW.getEpochSecond() * 1_000_000);
    assertThat(rows.get(0).guide().seed()).isNotEqualTo(rows.get(1).guide().seed());

    delete(out.table());
    assertThat(sample(out)).isZero();
    assertThat(rows(out))
        .extracting(Sample::guide)
        .isEqualTo(rows.stream().map(Sample::guide).toList());
    assertThat(sample(out)).isZero();
    assertThat(rows(out)).hasSize(2);
  }

  private int sample(SampleFolder out) throws IOException {
    Path weights = folder.resolve("model");
    if (!Files.exists(weights)) {
      TinyModels.flow(weights, false);
    }
    try (SamplingModel model =
        SamplingModels.stepVideo(
            weights, Optional.empty(), false, TransformerShare.ALONE, NetworkOptions.DEFAULT)) {
      SampleSettings settings =
          model.defaults().withShape(new VideoShape(5, new FrameSize(32, 16)));
      return new VideoSampler(model, settings, out, line -> {}, InstantSource.fixed(NOW))
          .sample(PROMPTS, VideoSampler.Existing.KEPT);
    }
  }

  private static List<Sample> rows(SampleFolder out) {
    return new DeltaRows<>(out.table(), SampleTable.SCHEMA)
        .read().stream().sorted(Comparator.comparing(Sample::path)).toList();
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
