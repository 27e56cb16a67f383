package io.kinolake.jobs.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.jobs.meta.SampleLake;
import io.kinolake.jobs.refresh.LakeFixture;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.VideoId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestExporter {
  private static final String HOSTILE = "say \"hi\",\nthen, go";

  private final LakeFixture fixture = new LakeFixture();
  private final SampleLake sample = new SampleLake(fixture);
  private final Path out = fixture.folder().resolve("out put");

  @BeforeEach
  void fill() throws IOException {
    Path clips = Files.createDirectories(fixture.folder().resolve("clips"));
    VideoId video = sample.source("film.mp4");
    for (int i = 0; i < 3; i++) {
      Path file = Files.writeString(clips.resolve("film_scene-" + i + ".mp4"), "clip" + i);
      ClipId clip = sample.clip(video, i, "/films/film.mp4", Optional.of(file.toString()));
      if (i < 2) {
        sample.score(clip, "flow", i == 0 ? 0.1 : Double.NaN, null);
        sample.caption(clip, "signals", "Raw", i == 0 ? HOSTILE : "second");
        sample.accept(clip);
      } else {
        sample.reject(clip, "flow < 1");
      }
    }
  }

  @Test
  void csvReadsBackAsWritten() throws IOException {
    Path file = out.resolve("meta.csv");
    Files.createDirectories(out);
    Files.writeString(file, "old");

    long rows =
        Exporter.export(
            fixture.lake(),
            ExportRequest.to(file.toString())
                .withColumns(List.of("id", "text", "flow", "num_frames", "accepted", "fps")));

    assertThat(rows).isEqualTo(2);
    assertThat(StrictCsv.parse(Files.readString(file)))
        .containsExactly(
            List.of("id", "text", "flow", "num_frames", "accepted", "fps"),
            List.of("film_scene-0", HOSTILE, "0.1", "250", "True", "25.0"),
            List.of("film_scene-1", "second", "", "250", "True", "25.0"));
    assertThat(names(out)).containsExactly("meta.csv");
  }

  @Test
  void theConditionDecidesWhichRowsAreWritten() throws IOException {
    Path file = out.resolve("rejected.csv");

    long rows =
        Exporter.export(
            fixture.lake(),
            ExportRequest.to(file.toString())
                .withWhere("not accepted")
                .withColumns(List.of("rejected_by")));

    assertThat(rows).isEqualTo(1);
    assertThat(Files.readString(file)).isEqualTo("rejected_by\nflow < 1\n");
  }

  @Test
  void jsonLinesKeepTypesAndMissingValues() throws IOException {
    Path file = out.resolve("meta.jsonl");

    Exporter.export(
        fixture.lake(),
        ExportRequest.to(file.toString()).withColumns(List.of("text", "flow", "width")));

    List<String> lines = Files.readAllLines(file);
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertThat(first.get("text").asText()).isEqualTo(HOSTILE);
    assertThat(first.get("flow").doubleValue()).isEqualTo(0.1);
    assertThat(lines.get(1)).isEqualTo("{\"text\":\"second\",\"flow\":null,\"width\":640}");
  }

  @Test
  void parquetIsOneFile() {
    Path file = out.resolve("meta.parquet");

    long rows = Exporter.export(fixture.lake(), ExportRequest.to(file.toString()));

    assertThat(file).isRegularFile();
    List<Row> read = fixture.spark().read().parquet(file.toString()).collectAsList();
    assertThat(rows).isEqualTo(2);
    assertThat(read.stream().map(row -> row.<String>getAs("id")))
        .containsExactly("film_scene-0", "film_scene-1");
  }

  @Test
  void sourcesAreWrittenWithTheTimesOfTheirScenesAsTheCutCommandTakesThem() throws IOException {
    sample.scenes(sample.source("sub/other.mp4"), 2);
    Path file = out.resolve("sources.csv");

    long rows =
        Exporter.export(
            fixture.lake(),
            ExportRequest.to(file.toString())
                .ofSources()
                .withColumns(List.of("path", "relpath", "num_frames", "height", "timestamp")));

    assertThat(rows).isEqualTo(2);
    assertThat(StrictCsv.parse(Files.readString(file)))
        .containsExactly(
            List.of("path", "relpath", "num_frames", "height", "timestamp"),
            List.of("/films/film.mp4", "film.mp4", "1500", "360", ""),
            List.of(
                "/films/sub/other.mp4",
                "sub/other.mp4",
                "1500",
                "360",
                "[('00:00:00.000', '00:00:10.000'), ('00:00:10.000', '00:00:20.000')]"));
    assertThatThrownBy(() -> ExportRequest.to(out.resolve("folder").toString()).ofSources())
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("Sources can be exported as csv, parquet or jsonl, not as samples");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sources.csv", "sources.parquet", "sources.jsonl"})
  void everyFormatOfOneFileTakesSources(String name) throws IOException {
    sample.scenes(sample.source("other.mp4"), 1);
    Path file = out.resolve(name);

    long rows = Exporter.export(fixture.lake(), ExportRequest.to(file.toString()).ofSources());

    assertThat(rows).isEqualTo(2);
    assertThat(file).isNotEmptyFile();
  }

  @Test
  void samplesAreAFolderThatTrainingReads() throws IOException {
    Path folder = out.resolve("samples");

    long rows =
        Exporter.export(
            fixture.lake(), ExportRequest.to(folder.toString()).withColumns(List.of("num_frames")));

    assertThat(rows).isEqualTo(2);
    assertThat(names(folder)).containsExactly("data.jsonl", "labels", "videos");
    JsonNode line =
        new ObjectMapper().readTree(Files.readAllLines(folder.resolve("data.jsonl")).get(0));
    assertThat(line.get("captions").asText()).isEqualTo(HOSTILE);
    assertThat(line.get("num_frames").asLong()).isEqualTo(250);
    assertThat(folder.resolve(line.get("file").asText())).hasContent("clip0");
    assertThat(folder.resolve(line.get("label").asText())).hasContent(HOSTILE);
    assertThatThrownBy(() -> Exporter.export(fixture.lake(), ExportRequest.to(folder.toString())))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("exists already");
  }

  @Test
  void virtualClipsAreNoSamples() {
    VideoId video = sample.source("other.mp4");
    sample.accept(sample.clip(video, 0, "/films/other.mp4", Optional.empty()));

    assertThatThrownBy(
            () ->
                Exporter.export(
                    fixture.lake(), ExportRequest.to(out.resolve("samples").toString())))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("Cut them first");
  }

  @Test
  void unknownColumnsAndBadConditionsAreNamed() {
    ExportRequest request = ExportRequest.to(out.resolve("meta.csv").toString());

    assertThatThrownBy(() -> Exporter.export(fixture.lake(), request.withColumns(List.of("flwo"))))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("no column flwo");
    assertThatThrownBy(() -> Exporter.export(fixture.lake(), request.withWhere("flwo > 1")))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("The condition 'flwo > 1' does not fit");
  }

  @Test
  void aFailedExportLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = out.resolve("meta.csv");
    Files.createDirectories(out);
    Files.writeString(file, "old");

    assertThatThrownBy(
            () ->
                Exporter.export(
                    fixture.lake(),
                    ExportRequest.to(file.toString()).withWhere("raise_error('stop') is null")))
        .hasMessageContaining("stop");

    assertThat(file).hasContent("old");
    assertThat(names(out)).containsExactly("meta.csv");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** A parser that takes RFC 4180 and nothing more. */
  private static final class StrictCsv {
    static List<List<String>> parse(String text) {
      List<List<String>> rows = new ArrayList<>();
      List<String> row = new ArrayList<>();
      int at = 0;
      while (at < text.length()) {
        StringBuilder field = new StringBuilder();
        if (text.charAt(at) == '"') {
          at++;
          while (text.charAt(at) != '"' || text.startsWith("\"\"", at)) {
            field.append(text.charAt(at));
            at += text.charAt(at) == '"' ? 2 : 1;
          }
          at++;
        } else {
          while (",\n".indexOf(text.charAt(at)) < 0) {
            assertThat(text.charAt(at)).isNotEqualTo('"');
            field.append(text.charAt(at++));
          }
        }
        row.add(field.toString());
        if (text.charAt(at) == '\n') {
          rows.add(row);
          row = new ArrayList<>();
        } else {
          assertThat(text.charAt(at)).isEqualTo(',');
        }
        at++;
      }
      return rows;
    }
  }
}
