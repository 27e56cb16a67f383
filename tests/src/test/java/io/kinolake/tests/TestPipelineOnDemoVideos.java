package io.kinolake.tests;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.media.synth.DemoVideo;
import io.kinolake.media.synth.DemoVideos;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.FeatureTable;
import io.kinolake.schemas.tables.ProbeTable;
import io.kinolake.schemas.tables.SceneTable;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.schemas.tables.SelectionTable;
import io.kinolake.schemas.tables.VideoTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The story of one warehouse: made, run again, and changed three times. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TestPipelineOnDemoVideos {
  private static final int CHANGES = Order.DEFAULT + 1; // those that change the folder come last

  private Path folder;
  private Path videos;
  private PipelineHarness harness;
  private LakeReader lake;
  private List<DemoVideo> films;

  @BeforeAll
  void runOnce(@TempDir Path temporary) {
    folder = temporary;
    videos = folder.resolve("videos");
    films = DemoVideos.write(videos);
    harness = new PipelineHarness(folder.resolve("processes"));
    lake = new LakeReader(folder.resolve("warehouse"));
    run(DecodedFrames.recordedTo(recording()));
  }

  @Test
  void everySourceIsListedAndProbed() {
    Set<String> ids = films.stream().map(film -> idOf(film.path())).collect(Collectors.toSet());

    assertThat(values(lake.results(VideoTable.SCHEMA), VideoTable.VIDEO_ID.name()))
        .containsExactlyInAnyOrderElementsOf(ids);
    assertThat(values(lake.results(ProbeTable.SCHEMA), VideoTable.VIDEO_ID.name()))
        .containsExactlyInAnyOrderElementsOf(ids);
    for (DemoVideo film : films) {
      Row probe = lake.live(ProbeTable.SCHEMA, idOf(film.path())).get(0);
      assertThat(probe.<Long>getAs(ProbeTable.NUM_FRAMES.name())).isEqualTo(film.frames());
    }
  }

  @Test
  void scenesAreTheKnownOnes() {
    for (DemoVideo film : films.stream().filter(film -> film.frames() > 1).toList()) {
      List<Long> edges = new ArrayList<>(film.cuts());
      edges.add(0, 0L);
      edges.add(film.frames());
      List<String> expected = new ArrayList<>();
      for (int i = 0; i + 1 < edges.size(); i++) {
        expected.add(edges.get(i) + ".." + edges.get(i + 1));
      }

      assertThat(lake.live(SceneTable.SCHEMA, idOf(film.path())))
          .as(film.path().getFileName().toString())
          .extracting(TestPipelineOnDemoVideos::frames)
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void everySourceIsDecodedTwiceForItsScenesAndForItsClips() {
    Map<Path, Long> decoded = DecodedFrames.of(recording());

    for (DemoVideo film : films.stream().filter(film -> film.frames() > 1).toList()) {
      assertThat(decoded.get(film.path()))
          .as(film.path().getFileName().toString())
          .isBetween(film.frames() + 1, 2 * film.frames());
    }
  }

  @Test
  void everySceneHasItsClipFile() {
    List<Row> clips = lake.results(ClipTable.SCHEMA);
    List<Row> scenes = lake.results(SceneTable.SCHEMA);

    assertThat(clips)
        .extracting(clip -> clip.getAs("video_id") + ":" + frames(clip))
        .containsExactlyInAnyOrderElementsOf(
            scenes.stream().map(scene -> scene.getAs("video_id") + ":" + frames(scene)).toList());
    List<Row> files =
        clips.stream().filter(clip -> clip.getAs(ClipTable.CLIP_URI.name()) != null).toList();
    assertThat(files).as("all but the picture").hasSize(clips.size() - 1);
    for (Row clip : files) {
      assertThat(Path.of(clip.<String>getAs(ClipTable.CLIP_URI.name())))
          .hasSize(clip.<Long>getAs(ClipTable.SIZE_BYTES.name()));
    }
  }

  @Test
  void everyClipHasAScoreOfEveryScorer() {
    Map<String, List<Row>> byClip =
        lake.results(ScoreTable.SCHEMA).stream()
            .collect(groupingBy(row -> row.<String>getAs(ClipTable.CLIP_ID.name())));

    assertThat(byClip.keySet())
        .containsExactlyInAnyOrderElementsOf(
            values(lake.results(ClipTable.SCHEMA), ClipTable.CLIP_ID.name()));
    assertThat(byClip.values())
        .allSatisfy(
            scores ->
                assertThat(values(scores, ScoreTable.SCORER.name()))
                    .containsExactlyInAnyOrder(
                        "technical", "flow", "motion", "cmotion", "letterbox", "freeze", "phash"));
  }

  @Test
  void everySelectedClipHasTheCaptionBesideItsSource() {
    Map<String, String> captions =
        films.stream().collect(Collectors.toMap(film -> idOf(film.path()), DemoVideo::caption));
    Map<String, String> sources =
        lake.results(ClipTable.SCHEMA).stream()
            .collect(
                Collectors.toMap(clip -> clip.getAs("clip_id"), clip -> clip.getAs("video_id")));
    List<String> accepted =
        lake.results(SelectionTable.SCHEMA).stream()
            .filter(row -> row.<Boolean>getAs(SelectionTable.ACCEPTED.name()))
            .map(row -> row.<String>getAs("clip_id"))
            .toList();

    assertThat(accepted).isNotEmpty();
    assertThat(
            lake.results(CaptionTable.SCHEMA).stream()
                .filter(row -> row.getAs(CaptionTable.CAPTIONER.name()).equals("sidecar"))
                .collect(
                    Collectors.toMap(
                        row -> row.<String>getAs("clip_id"),
                        row -> row.<String>getAs(CaptionTable.TEXT.name()))))
        .containsExactlyInAnyOrderEntriesOf(
            accepted.stream()
                .collect(Collectors.toMap(clip -> clip, clip -> captions.get(sources.get(clip)))));
  }

  @Test
  @Order(CHANGES)
  void aSecondRunDoesNothing() {
    Map<String, Long> before = lake.versions();

    PipelineHarness.Result second = run();

    assertThat(lake.versions()).isEqualTo(before);
    assertThat(second.err()).isEmpty();
  }

  @Test
  @Order(CHANGES + 1)
  void anEditedCaptionIsReadAgainAndNothingElseIsDone() throws IOException {
    Path caption = videos.resolve("one_take.txt");
    Set<String> clips =
        Set.copyOf(
            values(lake.live(ClipTable.SCHEMA, idOf(videos.resolve("one_take.mp4"))), "clip_id"));
    Map<String, Long> versions = lake.versions();
    List<String> others = captionsButThoseOf(clips);
    List<String> samples = samplesButTextsOf(clips);

    Files.writeString(caption, "A caption that somebody bettered.");
    run();

    assertThat(lake.versions())
        .containsAllEntriesOf(
            without(versions, "videos", "captions", "captions_clean", "features"));
    assertThat(samplesButTextsOf(clips)).isNotEmpty().isEqualTo(samples);
    assertThat(captionsButThoseOf(clips)).isEqualTo(others);
    assertThat(sidecarTexts(clips)).isNotEmpty().containsOnly("A caption that somebody bettered.");

    Files.delete(caption);
    run();

    assertThat(captionsButThoseOf(clips)).isEqualTo(others);
    assertThat(sidecarTexts(clips)).isEmpty();
  }

  @Test
  @Order(CHANGES + 2)
  void onlyAChangedFileIsDoneAgain() throws IOException {
    Path changed = videos.resolve("one_take.mp4");
    List<Map<String, List<String>>> before = rowsBySource();

    Files.copy(videos.resolve("flight.mp4"), changed, StandardCopyOption.REPLACE_EXISTING);
    run();

    List<Map<String, List<String>>> after = rowsBySource();
    for (int table = 0; table < before.size(); table++) {
      assertThat(after.get(table).remove(idOf(changed)))
          .isNotEmpty()
          .doesNotContainAnyElementsOf(before.get(table).remove(idOf(changed)));
      assertThat(after.get(table)).isEqualTo(before.get(table));
    }
    assertThat(lake.live(SceneTable.SCHEMA, idOf(changed)))
        .extracting(TestPipelineOnDemoVideos::frames)
        .containsExactlyInAnyOrder("0..96", "96..168");
  }

  @Test
  @Order(CHANGES + 3)
  void aRemovedFileIsRetiredEverywhere() throws IOException {
    Path removed = videos.resolve("quick_cuts.mp4");
    List<Map<String, List<String>>> before = rowsBySource();
    List<String> clips =
        values(lake.live(ClipTable.SCHEMA, idOf(removed)), ClipTable.CLIP_ID.name());

    Files.delete(removed);
    run();

    List<Map<String, List<String>>> after = rowsBySource();
    for (int table = 0; table < before.size(); table++) {
      assertThat(before.get(table).remove(idOf(removed))).isNotEmpty();
      assertThat(after.get(table)).isEqualTo(before.get(table));
    }
    assertThat(clips).hasSize(5);
    assertThat(lake.allRows().values().stream().flatMap(List::stream))
        .noneMatch(row -> clips.stream().anyMatch(row::contains));
  }

  @Test
  @Order(CHANGES + 4)
  void anotherDetectorChangesOnlyWhatFollowsFromScenes() {
    Map<String, Long> before = lake.versions();

    run("--set", "scenes.detector=stride", "--set", "scenes.stride-seconds=2");

    assertThat(lake.versions())
        .containsEntry("videos", before.get("videos"))
        .containsEntry("probes", before.get("probes"));
    assertThat(values(lake.results(SceneTable.SCHEMA), SceneTable.DETECTOR.name()))
        .isNotEmpty()
        .containsOnly("stride");
    Set<String> clips = Set.copyOf(values(lake.results(ClipTable.SCHEMA), "clip_id"));
    for (TableSchema<?> table : List.of(ScoreTable.SCHEMA, SelectionTable.SCHEMA)) {
      assertThat(Set.copyOf(values(lake.live(table), "clip_id"))).isEqualTo(clips);
    }
    assertThat(clips).containsAll(values(lake.live(CaptionTable.SCHEMA), "clip_id"));
  }

  /** Live captions without those from files beside the sources of these clips. */
  private List<String> captionsButThoseOf(Set<String> clips) {
    return lake.rows(CaptionTable.SCHEMA).stream()
        .filter(
            row -> !row.contains("captioner=sidecar") || clips.stream().noneMatch(row::contains))
        .toList();
  }

  private List<String> sidecarTexts(Set<String> clips) {
    return lake.results(CaptionTable.SCHEMA).stream()
        .filter(row -> clips.contains(row.<String>getAs("clip_id")))
        .filter(row -> row.getAs(CaptionTable.CAPTIONER.name()).equals("sidecar"))
        .map(row -> row.<String>getAs(CaptionTable.TEXT.name()))
        .toList();
  }

  /** Latents of all clips, and embeddings of the others' captions: with places and checksums. */
  private List<String> samplesButTextsOf(Set<String> clips) {
    return lake.live(FeatureTable.SCHEMA).stream()
        .filter(
            row ->
                !clips.contains(row.<String>getAs(FeatureTable.SCHEMA.item().name()))
                    || row.<String>getAs(FeatureTable.PART.name()).endsWith(".latents"))
        .map(Row::toString)
        .sorted()
        .toList();
  }

  private static Map<String, Long> without(Map<String, Long> versions, String... tables) {
    Map<String, Long> rest = new HashMap<>(versions);
    rest.keySet().removeAll(List.of(tables));
    return rest;
  }

  private PipelineHarness.Result run(String... more) {
    return run(List.of(), more);
  }

  private PipelineHarness.Result run(List<String> jvmFlags, String... more) {
    List<String> arguments = new ArrayList<>(List.of("run", "--videos", videos.toString()));
    arguments.addAll(List.of("--warehouse", folder.resolve("warehouse").toString()));
    arguments.addAll(List.of(more));
    try (PipelineHarness.Running running =
        harness.start(jvmFlags, Map.of(), arguments.toArray(String[]::new))) {
      PipelineHarness.Result result = running.await();
      assertThat(result.exitCode()).as(result.toString()).isZero();
      return result;
    }
  }

  /** The flight recording of the first run. */
  private Path recording() {
    return folder.resolve("first.jfr");
  }

  /** Live rows of each table that is keyed by source, and of the scores, by source. */
  private List<Map<String, List<String>>> rowsBySource() {
    Set<String> ids = films.stream().map(film -> idOf(film.path())).collect(Collectors.toSet());
    Map<String, String> sources =
        lake.live(ClipTable.SCHEMA).stream()
            .filter(row -> row.getAs("clip_id") != null)
            .collect(Collectors.toMap(row -> row.getAs("clip_id"), row -> row.getAs("video_id")));
    return Stream.of(
            VideoTable.SCHEMA,
            ProbeTable.SCHEMA,
            SceneTable.SCHEMA,
            ClipTable.SCHEMA,
            ScoreTable.SCHEMA)
        .map(
            table ->
                lake.rows(table).stream()
                    .collect(groupingBy(row -> sourceOf(row, ids, sources), Collectors.toList())))
        .toList();
  }

  private static String sourceOf(String row, Set<String> ids, Map<String, String> sources) {
    return Stream.concat(
            ids.stream().filter(row::contains),
            sources.entrySet().stream()
                .filter(entry -> row.contains(entry.getKey()))
                .map(Map.Entry::getValue))
        .findFirst()
        .orElseThrow(() -> new AssertionError("A row of no source: " + row));
  }

  private static String idOf(Path video) {
    return VideoId.of(video.toString()).value();
  }

  private static String frames(Row row) {
    return row.getAs(SceneTable.START_FRAME.name()) + ".." + row.getAs(SceneTable.END_FRAME.name());
  }

  private static List<String> values(List<Row> rows, String column) {
    return rows.stream().map(row -> row.<String>getAs(column)).toList();
  }
}
