package io.kinolake.jobs.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.jobs.curate.CuratedLake.Sample;
import io.kinolake.jobs.tables.SharedSpark;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.ClusterTable;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.schemas.tables.Selection;
import io.kinolake.schemas.tables.SelectionTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCurateByEmbedding {
  private static final CurateSettings DEDUP = dedup(0.95);

  @TempDir private static Path folder;

  private CuratedLake lake;

  @BeforeEach
  void makeLake() throws Exception {
    lake =
        new CuratedLake(
            SharedSpark.session(), Files.createTempDirectory(folder, "lake").toString());
  }

  @Test
  void ofTwoAlikeClipsTheBetterIsKept() {
    lake.add(
        List.of(
            Sample.embedded("worse", 5, 1, 0.1, 0),
            Sample.embedded("better", 8, 2, 0, 0),
            Sample.embedded("other", 4, 0, 1, 0),
            Sample.of("unseen", 9, 1)));
    lake.curate(DEDUP);

    Map<String, Selection> selection = lake.selection();
    assertThat(selection.get("better").accepted()).isTrue();
    assertThat(selection.get("other").accepted()).isTrue();
    assertThat(selection.get("worse").rejectedBy()).contains(CurateClips.NEAR_DUPLICATE);
    assertThat(selection.get("worse").duplicateOf()).contains(new ClipId("better"));
    assertThat(selection.get("unseen").rejectedBy()).contains("embedding missing");
  }

  @Test
  void aNewClipIsComparedWithTheAcceptedOnes() {
    lake.add(List.of(Sample.embedded("old", 3, 1, 0, 0)));
    lake.curate(DEDUP);
    lake.add(List.of(Sample.embedded("better", 9, 1, 0.05, 0), Sample.embedded("new", 1, 0, 1, 0)));
    lake.curate(DEDUP);
    assertThat(lake.selection().get("old").accepted()).isTrue();
    assertThat(lake.selection().get("new").accepted()).isTrue();
    assertThat(lake.selection().get("better").duplicateOf()).contains(new ClipId("old"));

    lake.vanish("old");
    lake.curate(DEDUP);
    assertThat(lake.selection().get("better").accepted()).isTrue();
  }

  @Test
  void aSecondRunChangesNothingAndAnotherThresholdTheSelectionOnly() {
    lake.add(List.of(Sample.embedded("a", 9, 1, 0, 0), Sample.embedded("b", 8, 1, 0.5, 0)));
    lake.curate(DEDUP);
    long version = version(SelectionTable.SCHEMA);
    assertThat(lake.curate(DEDUP).rows()).isZero();
    assertThat(version(SelectionTable.SCHEMA)).isEqualTo(version);
    assertThat(lake.selection().get("b").accepted()).isTrue();

    long clips = version(ClipTable.SCHEMA);
    long scores = version(ScoreTable.SCHEMA);
    lake.curate(dedup(0.85)); // their cosine is 0.894
    assertThat(lake.selection().get("b").duplicateOf()).contains(new ClipId("a"));
    assertThat(version(ClipTable.SCHEMA)).isEqualTo(clips);
    assertThat(version(ScoreTable.SCHEMA)).isEqualTo(scores);
  }

  @Test
  void nearDuplicatesAreThoseOfAGreedyChoiceOverAllPairs() {
    Random random = new Random(3);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      double[] embedding = new double[16];
      double[] near = i < 40 ? embedding : embedding(samples.get(random.nextInt(i)));
      for (int k = 0; k < embedding.length; k++) {
        embedding[k] = near[k] + random.nextGaussian() * (i < 40 ? 1 : 0.2);
      }
      samples.add(Sample.embedded("clip%03d".formatted(i), random.nextInt(10), embedding));
    }
    lake.add(samples);
    lake.curate(DEDUP);

    List<Sample> kept = new ArrayList<>();
    Comparator<Sample> order =
        Comparator.comparing((Sample s) -> -s.technical().orElseThrow()).thenComparing(Sample::id);
    samples.stream()
        .sorted(order)
        .filter(s -> kept.stream().noneMatch(k -> cosine(k, s) >= 0.95))
        .forEach(kept::add);
    assertThat(kept).hasSizeBetween(41, 199);
    assertThat(lake.selection().values().stream().filter(Selection::accepted))
        .extracting(s -> s.clip().value())
        .containsExactlyInAnyOrderElementsOf(kept.stream().map(Sample::id).toList());
  }

  @Test
  void clustersKeepTheirNumbersAndTheirQuota() {
    CurateSettings settings = clusters(List.of("embedding"));
    lake.add(clustered("old", 8));
    lake.curate(settings);
    Map<String, Selection> before = lake.selection();
    assertThat(before.get("old0").cluster()).isNotEqualTo(before.get("old1").cluster());
    assertThat(before.get("old0").cluster()).isEqualTo(before.get("old6").cluster());
    assertThat(before.values().stream().filter(Selection::accepted)).hasSize(4);

    long centers = version(ClusterTable.SCHEMA);
    lake.add(clustered("new", 4));
    lake.curate(settings);
    Map<String, Selection> after = lake.selection();
    assertThat(version(ClusterTable.SCHEMA)).isEqualTo(centers);
    assertThat(after).containsAllEntriesOf(before);
    assertThat(after.get("new0").cluster()).isEqualTo(before.get("old0").cluster());
    assertThat(after.get("new0").rejectedBy()).contains(CurateClips.CLUSTER_QUOTA);
    assertThat(lake.curate(settings).rows()).isZero();
  }

  @Test
  void embeddingsStandAloneAmongMeasures() {
    assertThatThrownBy(() -> clusters(List.of("embedding", "technical")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'embedding' alone");
    assertThatThrownBy(() -> dedup(1.01)).hasMessageContaining("cosine must be above 0");
  }

  private long version(io.kinolake.schemas.TableSchema<?> table) {
    return lake.lake().table(table).version();
  }

  private static List<Sample> clustered(String name, int count) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double tilt = 0.02 * i;
      samples.add(
          i % 2 == 0
              ? Sample.embedded(name + i, 5, 1, tilt, 0)
              : Sample.embedded(name + i, 5, tilt, 0, 1));
    }
    return samples;
  }

  private static double[] embedding(Sample sample) {
    return sample.vectors().orElseThrow().stream()
        .limit(16)
        .mapToDouble(Float::doubleValue)
        .toArray();
  }

  private static double cosine(Sample a, Sample b) {
    return dot(embedding(a), embedding(b))
        / Math.sqrt(dot(embedding(a), embedding(a)) * dot(embedding(b), embedding(b)));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static CurateSettings dedup(double cosine) {
    return new CurateSettings(
        List.of(), Optional.of(CurateSettings.Dedup.byEmbedding(cosine)), Optional.empty());
  }

  private static CurateSettings clusters(List<String> measures) {
    return new CurateSettings(
        List.of(),
        Optional.empty(),
        Optional.of(new CurateSettings.Clusters(2, measures, 1, Optional.of(2))));
  }
}
