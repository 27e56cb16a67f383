package io.kinolake.jobs.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.jobs.curate.CuratedLake.Sample;
import io.kinolake.jobs.tables.SharedSpark;
import io.kinolake.schemas.failure.KinolakeException;
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

class TestCurateClips {
  @TempDir static Path folder;

  private CuratedLake lake;

  @BeforeEach
  void makeLake() throws Exception {
    lake =
        new CuratedLake(
            SharedSpark.session(), Files.createTempDirectory(folder, "lake").toString());
  }

  @Test
  void theFirstRuleThatFailsIsRecorded() {
    lake.add(
        List.of(
            Sample.of("good", 6, 1),
            Sample.of("poor", 2, 2),
            new Sample("unscored", Optional.empty(), Optional.of(0.0), Optional.empty()),
            new Sample("still", Optional.of(5.0), Optional.of(0.0), Optional.empty()),
            new Sample("nan", Optional.of(Double.NaN), Optional.of(1.0), Optional.empty())));
    lake.curate(rules("technical >= 4", "flow in 0.5..20", "shorter_side >= 360", "fps = 25"));

    Map<String, Selection> selection = lake.selection();
    assertThat(selection).hasSize(5);
    assertThat(selection.get("good").accepted()).isTrue();
    assertThat(selection.get("poor").rejectedBy()).contains("technical >= 4");
    assertThat(selection.get("unscored").rejectedBy()).contains("technical missing");
    assertThat(selection.get("still").rejectedBy()).contains("flow in 0.5..20");
    assertThat(selection.get("nan").rejectedBy()).contains("technical missing");
    assertThat(SelectionSummary.of(lake.lake()))
        .isEqualTo(
            new SelectionSummary(
                1, Map.of("technical missing", 2L, "technical >= 4", 1L, "flow in 0.5..20", 1L)));
  }

  @Test
  void anUnknownDetailIsAConfigurationError() {
    lake.add(List.of(Sample.of("a", 6, 1)));
    assertThatThrownBy(() -> lake.curate(rules("technical.noize < 4")))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("Did you mean 'noise'?");
  }

  @Test
  void ofAChainTheEndsAreKeptAndADuplicateNamesAKeptClip() {
    lake.add(
        List.of(Sample.of("a", 9, 0x00L), Sample.of("b", 8, 0x3FL), Sample.of("c", 7, 0xFFFL)));
    lake.curate(dedup(8));

    Map<String, Selection> selection = lake.selection();
    assertThat(selection.get("a").accepted()).isTrue();
    assertThat(selection.get("b").duplicateOf()).hasValueSatisfying(named("a"));
    assertThat(selection.get("b").rejectedBy()).contains(CurateClips.NEAR_DUPLICATE);
    assertThat(selection.get("c").accepted()).isTrue();
  }

  @Test
  void anAcceptedClipStaysWhenABetterCopyComes() {
    lake.add(List.of(Sample.of("old", 3, 0)));
    lake.curate(dedup(8));
    lake.add(List.of(Sample.of("better", 9, 1)));
    lake.curate(dedup(8));
    assertThat(lake.selection().get("old").accepted()).isTrue();
    assertThat(lake.selection().get("better").duplicateOf()).hasValueSatisfying(named("old"));

    lake.vanish("old");
    lake.curate(dedup(8));
    assertThat(lake.selection()).containsOnlyKeys("better");
    assertThat(lake.selection().get("better").accepted()).isTrue();
  }

  @Test
  void nearDuplicatesAreThoseOfAGreedyChoiceOverAllPairs() {
    Random random = new Random(3);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      long hash = i < 40 ? random.nextLong() : samples.get(random.nextInt(i)).hash().orElseThrow();
      for (int flips = random.nextInt(7); flips > 0; flips--) {
        hash ^= 1L << random.nextInt(64);
      }
      samples.add(Sample.of("clip%03d".formatted(i), random.nextInt(10), hash));
    }
    lake.add(samples);
    lake.curate(dedup(8));

    List<Sample> kept = new ArrayList<>();
    Comparator<Sample> order =
        Comparator.comparing((Sample s) -> -s.technical().orElseThrow()).thenComparing(Sample::id);
    samples.stream().sorted(order).filter(s -> !isNear(s, kept, 8)).forEach(kept::add);
    Map<String, Selection> selection = lake.selection();
    assertThat(selection.values().stream().filter(Selection::accepted).map(s -> s.clip().value()))
        .containsExactlyInAnyOrderElementsOf(kept.stream().map(Sample::id).toList());
    selection.values().stream()
        .filter(s -> !s.accepted())
        .forEach(
            s ->
                assertThat(selection.get(s.duplicateOf().orElseThrow().value()).accepted())
                    .isTrue());
  }

  @Test
  void aSecondRunChangesNothing() {
    lake.add(List.of(Sample.of("a", 9, 0), Sample.of("b", 8, 1), Sample.of("c", 2, -1L)));
    CurateSettings settings =
        new CurateSettings(
            List.of("technical >= 3"),
            Optional.of(CurateSettings.Dedup.byHash(8)),
            Optional.empty());
    lake.curate(settings);
    long version = lake.lake().table(SelectionTable.SCHEMA).version();
    assertThat(lake.curate(settings).rows()).isZero();
    assertThat(lake.lake().table(SelectionTable.SCHEMA).version()).isEqualTo(version);
  }

  @Test
  void aChangedThresholdTouchesTheSelectionOnly() {
    lake.add(List.of(Sample.of("a", 6, 0), Sample.of("b", 4, -1L)));
    lake.curate(rules("technical >= 5"));
    long clips = lake.lake().table(ClipTable.SCHEMA).version();
    long scores = lake.lake().table(ScoreTable.SCHEMA).version();
    long selection = lake.lake().table(SelectionTable.SCHEMA).version();
    lake.curate(rules("technical >= 3"));

    assertThat(lake.selection().get("b").accepted()).isTrue();
    assertThat(lake.lake().table(ClipTable.SCHEMA).version()).isEqualTo(clips);
    assertThat(lake.lake().table(ScoreTable.SCHEMA).version()).isEqualTo(scores);
    assertThat(lake.lake().table(SelectionTable.SCHEMA).version()).isEqualTo(selection + 1);
  }

  @Test
  void clustersKeepTheirNumbersAndTheirQuota() {
    CurateSettings settings = clusters(2);
    lake.add(clustered("old", 6));
    lake.curate(settings);
    Map<String, Selection> before = lake.selection();
    assertThat(before.get("old0").cluster()).isNotEqualTo(before.get("old1").cluster());
    assertThat(before.get("old0").cluster()).isEqualTo(before.get("old2").cluster());
    assertThat(before.values().stream().filter(Selection::accepted)).hasSize(4);

    long centers = lake.lake().table(ClusterTable.SCHEMA).version();
    lake.add(clustered("new", 6));
    lake.curate(settings);
    Map<String, Selection> after = lake.selection();
    assertThat(lake.lake().table(ClusterTable.SCHEMA).version()).isEqualTo(centers);
    assertThat(after).containsAllEntriesOf(before);
    assertThat(after.get("new0").cluster()).isEqualTo(before.get("old0").cluster());
    assertThat(after.get("new0").rejectedBy()).contains(CurateClips.CLUSTER_QUOTA);

    before.values().stream()
        .filter(Selection::accepted)
        .filter(s -> s.cluster().equals(before.get("old0").cluster()))
        .limit(1)
        .forEach(s -> lake.vanish(s.clip().value()));
    lake.curate(settings);
    assertThat(lake.selection().values().stream().filter(Selection::accepted)).hasSize(4);
  }

  @Test
  void aDuplicateOfAClipWithoutRoomIsDecidedAgain() {
    lake.add(
        List.of(
            Sample.of("a", 9, 0),
            Sample.of("b", 8.9, -1L),
            Sample.of("far", 1, -1L),
            Sample.of("low", 1.1, 0x0F0F0F0F0F0F0F0FL)));
    lake.curate(
        new CurateSettings(
            List.of(),
            Optional.of(CurateSettings.Dedup.byHash(8)),
            Optional.of(new CurateSettings.Clusters(2, List.of("technical"), 1, Optional.of(1)))));
    Map<String, Selection> selection = lake.selection();
    assertThat(selection.get("b").rejectedBy()).contains(CurateClips.CLUSTER_QUOTA);
    assertThat(selection.get("far").duplicateOf()).isEmpty();
    assertThat(selection.get("far").rejectedBy()).contains(CurateClips.CLUSTER_QUOTA);
    assertThat(selection.get("low").accepted()).isTrue();
  }

  private static boolean isNear(Sample sample, List<Sample> kept, int distance) {
    return kept.stream()
        .anyMatch(
            k -> Long.bitCount(k.hash().orElseThrow() ^ sample.hash().orElseThrow()) <= distance);
  }

  private static List<Sample> clustered(String name, int count) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(Sample.of(name + i, i % 2 == 0 ? 2 + i * 0.01 : 9 - i * 0.01, i));
    }
    return samples;
  }

  private static java.util.function.Consumer<io.kinolake.schemas.media.ClipId> named(String id) {
    return clip -> assertThat(clip.value()).isEqualTo(id);
  }

  private static CurateSettings rules(String... rules) {
    return new CurateSettings(List.of(rules), Optional.empty(), Optional.empty());
  }

  private static CurateSettings dedup(int distance) {
    return new CurateSettings(
        List.of(), Optional.of(CurateSettings.Dedup.byHash(distance)), Optional.empty());
  }

  private static CurateSettings clusters(int quota) {
    return new CurateSettings(
        List.of(),
        Optional.empty(),
        Optional.of(new CurateSettings.Clusters(2, List.of("technical"), 1, Optional.of(quota))));
  }
}
