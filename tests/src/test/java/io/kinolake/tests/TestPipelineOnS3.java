package io.kinolake.tests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.LakeTables;
import io.kinolake.schemas.tables.ProbeTable;
import io.kinolake.schemas.tables.SceneTable;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.schemas.tables.SelectionTable;
import io.kinolake.schemas.tables.VideoTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The story of a warehouse on an object store, whose sources lie on one as well. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TestPipelineOnS3 {
  private static final String RAW = "s3a://bucket/raw";
  private static final String WAREHOUSE = "s3a://bucket/lake";
  private static final String PLAIN = RAW + "/plain.mp4";
  private static final String ODD = RAW + "/two words/映画 100%.mp4";
  private static final String REMOVED = RAW + "/removed.mp4";
  private static final Set<String> SOURCES = Set.of(PLAIN, ODD, REMOVED);
  private static final int CHANGES = Order.DEFAULT + 1; // those that change something come last

  private final List<PipelineHarness.Result> results = new ArrayList<>();
  private Path folder;
  private S3Server server;
  private PipelineHarness harness;
  private FileSystem store;
  private LakeReader lake;

  @BeforeAll
  void runOnce(@TempDir Path temporary) throws IOException {
    folder = temporary;
    server = S3Server.start(folder.resolve("server"), "bucket");
    server.configure(LakeReader.hadoop());
    store = path(RAW).getFileSystem(LakeReader.hadoop());
    harness = new PipelineHarness(folder.resolve("processes"));
    lake = new LakeReader(WAREHOUSE);
    Path videos = folder.resolve("videos");
    ShortVideos.write(videos, 4);
    upload(videos.resolve("video0.mp4"), PLAIN);
    upload(videos.resolve("video1.mp4"), ODD);
    upload(videos.resolve("video2.mp4"), REMOVED);
    Files.writeString(folder.resolve("caption.txt"), "a plain film");
    upload(folder.resolve("caption.txt"), RAW + "/plain.txt");
    run("--verbose");
  }

  @AfterAll
  void stopServer() {
    server.close();
  }

  @Test
  void everySourceGoesThroughEveryStep() throws IOException {
    assertThat(values(VideoTable.SCHEMA, "uri")).containsExactlyInAnyOrderElementsOf(SOURCES);
    for (TableSchema<?> table : LakeTables.ALL) {
      assertThat(lake.live(table))
          .as(table.name())
          .noneMatch(row -> "failed".equals(row.getAs(StageColumns.STATUS.name())));
    }
    assertThat(lake.results(ProbeTable.SCHEMA)).hasSize(SOURCES.size());
    assertThat(lake.results(SceneTable.SCHEMA)).hasSize(2 * SOURCES.size());
    assertThat(lake.results(SelectionTable.SCHEMA)).hasSize(2 * SOURCES.size());
    assertThat(values(CaptionTable.SCHEMA, "text")).contains("a plain film");
  }

  @Test
  void clipFilesLieInTheStoreUnderTheirSourcesNames() throws IOException {
    assertThat(lake.mediaFiles().keySet())
        .containsExactlyInAnyOrder(
            "plain_scene-0.mp4",
            "plain_scene-1.mp4",
            "removed_scene-0.mp4",
            "removed_scene-1.mp4",
            "two words/映画 100%_scene-0.mp4",
            "two words/映画 100%_scene-1.mp4");
    for (Row clip : lake.results(ClipTable.SCHEMA)) {
      assertThat(store.getFileStatus(path(clip.getAs(ClipTable.CLIP_URI.name()))).getLen())
          .isEqualTo(clip.<Long>getAs(ClipTable.SIZE_BYTES.name()));
    }
  }

  @Test
  void metaAndReportAreWritten() throws IOException {
    try (var meta = store.open(path(WAREHOUSE + "/meta.csv"))) {
      assertThat(new String(meta.readAllBytes(), ISO_8859_1).lines().skip(1))
          .isNotEmpty()
          .allMatch(line -> line.startsWith(WAREHOUSE + "/media/"));
    }
    try (var report = store.open(path(WAREHOUSE + "/report.html"))) {
      assertThat(new String(report.readAllBytes(), ISO_8859_1))
          .contains("<img")
          .contains("data:image/jpeg;base64,");
    }
  }

  @Test
  void nothingIsLeftBehind() throws IOException {
    assertThat(lake.hasFile("_kinolake/lock")).isFalse();
    try (Stream<Path> files = Files.walk(folder.resolve("processes"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".mp4"))).isEmpty();
    }
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
  void samplesAreExportedToTheStore() throws IOException {
    String train = "s3a://bucket/train set";

    PipelineHarness.Result export =
        command(
            "export",
            "--warehouse",
            WAREHOUSE,
            "--output",
            train,
            "--format",
            "samples",
            "--where",
            "true");

    assertThat(export.exitCode()).as(export.toString()).isZero();
    for (Row clip : lake.results(ClipTable.SCHEMA)) {
      assertThat(store.getFileStatus(path(train + "/videos/" + sampleName(clip))).getLen())
          .isEqualTo(clip.<Long>getAs(ClipTable.SIZE_BYTES.name()));
    }
    try (var lines = store.open(path(train + "/data.jsonl"))) {
      assertThat(new String(lines.readAllBytes(), UTF_8).lines()).hasSize(2 * SOURCES.size());
    }
  }

  @Test
  @Order(CHANGES + 2)
  void whileAnotherRunHoldsTheLockNothingIsWritten() throws IOException {
    Map<String, Long> before = lake.versions();
    String lock = WAREHOUSE + "/_kinolake/lock";
    try (var out = store.create(path(lock))) {
      out.writeBytes("process 1");
    }

    PipelineHarness.Result second = command(arguments());

    assertThat(second.exitCode()).isEqualTo(2);
    assertThat(second.err()).contains("process 1 holds " + lock);
    assertThat(lake.versions()).isEqualTo(before);
    store.delete(path(lock), false);
  }

  @Test
  @Order(CHANGES + 3)
  void aChangedObjectIsDoneAgainAndARemovedOneIsRetired() throws IOException {
    Map<String, String> before = fingerprints(ProbeTable.SCHEMA);

    upload(folder.resolve("videos/video3.mp4"), PLAIN);
    store.delete(path(REMOVED), false);
    run();

    Map<String, String> after = fingerprints(ProbeTable.SCHEMA);
    assertThat(after.keySet()).containsExactlyInAnyOrder(idOf(PLAIN), idOf(ODD));
    assertThat(after.get(idOf(PLAIN))).isNotEqualTo(before.get(idOf(PLAIN)));
    assertThat(after.get(idOf(ODD))).isEqualTo(before.get(idOf(ODD)));
    assertThat(lake.live(SceneTable.SCHEMA, idOf(PLAIN)))
        .extracting(scene -> scene.<Long>getAs(SceneTable.END_FRAME.name()))
        .containsExactlyInAnyOrder(33L, 78L);
    for (TableSchema<?> table :
        List.of(VideoTable.SCHEMA, ProbeTable.SCHEMA, SceneTable.SCHEMA, ClipTable.SCHEMA)) {
      assertThat(lake.live(table, idOf(REMOVED))).as(table.name()).isEmpty();
    }
    Set<String> clips = Set.copyOf(values(ClipTable.SCHEMA, "clip_id"));
    assertThat(clips).hasSize(4);
    assertThat(Set.copyOf(values(ScoreTable.SCHEMA, "clip_id"))).isEqualTo(clips);
    assertThat(Set.copyOf(values(SelectionTable.SCHEMA, "clip_id"))).isEqualTo(clips);
  }

  @Test
  @Order(CHANGES + 4)
  void theSecretKeyIsInNoLogAndNoFile() throws IOException {
    assertThat(results).isNotEmpty();
    for (PipelineHarness.Result result : results) {
      assertThat(result.out()).doesNotContain(server.secretKey());
      assertThat(result.err()).doesNotContain(server.secretKey());
    }
    try (Stream<Path> files = Files.walk(server.objects())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), ISO_8859_1))
            .as(file.toString())
            .doesNotContain(server.secretKey());
      }
    }
  }

  private PipelineHarness.Result run(String... more) {
    List<String> arguments = new ArrayList<>(List.of(arguments()));
    arguments.addAll(List.of(more));
    PipelineHarness.Result result = command(arguments.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.toString()).isZero();
    return result;
  }

  private static String[] arguments() {
    return new String[] {"run", "--videos", RAW, "--warehouse", WAREHOUSE};
  }

  private PipelineHarness.Result command(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    server
        .settings()
        .forEach(
            (key, value) -> all.addAll(List.of("--conf", "spark.hadoop." + key + "=" + value)));
    List<String> flags = List.of("-Duser.home=" + folder.resolve("processes/home"));
    try (PipelineHarness.Running running =
        harness.start(flags, server.environment(), all.toArray(String[]::new))) {
      PipelineHarness.Result result = running.await();
      results.add(result);
      return result;
    }
  }

  private void upload(Path file, String uri) throws IOException {
    store.copyFromLocalFile(false, true, new org.apache.hadoop.fs.Path(file.toUri()), path(uri));
  }

  private Map<String, String> fingerprints(TableSchema<?> table) {
    return lake.results(table).stream()
        .collect(
            Collectors.toMap(
                row -> row.<String>getAs(VideoTable.VIDEO_ID.name()),
                row -> row.<String>getAs(StageColumns.FINGERPRINT.name())));
  }

  private List<String> values(TableSchema<?> table, String column) {
    return lake.results(table).stream().map(row -> row.<String>getAs(column)).toList();
  }

  /** As the export calls it: by the clip's name and the beginning of its id. */
  private static String sampleName(Row clip) {
    String name = clip.getAs(ClipTable.NAME.name());
    String stem = name.substring(0, name.lastIndexOf('.'));
    return stem + "_" + clip.<String>getAs("clip_id").substring(0, 12) + ".mp4";
  }

  private static String idOf(String uri) {
    return VideoId.of(uri).value();
  }

  private static org.apache.hadoop.fs.Path path(String uri) {
    return new org.apache.hadoop.fs.Path(uri);
  }
}
