package io.kinolake.training.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.settings.SettingsLoader;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.config.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPreparedData {
  @TempDir private Path folder;
  private Path table;
  private Path arguments;

  @BeforeEach
  void writeTable() throws IOException {
    table = Files.writeString(folder.resolve("meta.csv"), "path,text\n");
    arguments = folder.resolve("arguments");
  }

  @Test
  void theSamplesOfATableLieInTheRunsFolder() throws IOException {
    Path warehouse =
        new PreparedData(
                table, Optional.of(Path.of("pipeline.yaml")), Map.of("features.t5", "/models/t5"))
            .make(config("opensora-16x256x256", Map.of("model.start", "random")), endingWith(0));

    assertThat(warehouse).isEqualTo(folder.resolve("run/warehouse"));
    assertThat(Files.readAllLines(arguments))
        .containsExactly(
            "prepare",
            "--input",
            table.toString(),
            "--warehouse",
            warehouse.toString(),
            "--config",
            "pipeline.yaml",
            "--set",
            "features.sets=[opensora]",
            "--set",
            "features.t5=/models/t5");
  }

  @Test
  void aWarehouseGetsWhatItLacks() throws IOException {
    Path lake = folder.resolve("lake");
    Files.createDirectories(lake.resolve("clips/_delta_log"));

    Path warehouse = prepared(lake).make(config("tiny-t2v", Map.of()), endingWith(0));

    assertThat(warehouse).isEqualTo(lake);
    assertThat(Files.readAllLines(arguments))
        .isEqualTo(
            List.of("features", "--warehouse", lake.toString(), "--set", "features.sets=[tiny]"));
  }

  @Test
  void theVideosOfPairsAreATableOfTheirOwn() throws IOException {
    Files.createDirectories(folder.resolve("videos"));
    Path pairs =
        Files.writeString(
            folder.resolve("data.jsonl"),
            """
            {"file":"./video_1.mp4","file_rejected":"./video_0.mp4","captions":"a \\"dog\\", running","score":0.9,"score_rejected":0.1}
            """);

    prepared(pairs)
        .make(config("tiny-dpo", Map.of("preference.pairs", pairs.toString())), endingWith(0));

    Path made = folder.resolve("run/pairs.csv");
    assertThat(Files.readAllLines(arguments)).contains("--input", made.toString());
    assertThat(made)
        .hasContent(
            "path,text\n\"%1$s/video_1.mp4\",\"a \"\"dog\"\", running\"\n\"%1$s/video_0.mp4\",\"a \"\"dog\"\", running\""
                .formatted(folder.resolve("videos")));
  }

  @Test
  void modelAndSamplesMustFitBeforeAnythingStarts() throws IOException {
    PipelineCommand command = endingWith(0);

    assertThatThrownBy(
            () ->
                prepared(table)
                    .make(config("tiny-t2v", Map.of("data.feature-set", "opensora")), command))
        .hasMessageContaining("latents of 12 channels")
        .hasMessageContaining("'opensora' has 4 and 4096");
    assertThatThrownBy(
            () ->
                prepared(table).make(config("tiny-t2v", Map.of("data.feature-set", "x")), command))
        .hasMessageContaining("stepvideo-t2v");
    assertThatThrownBy(
            () -> prepared(folder.resolve("none")).make(config("tiny-t2v", Map.of()), command))
        .hasMessageContaining("There is no");
    assertThat(arguments).doesNotExist();
  }

  @Test
  void aPipelineThatFailsEndsTheTraining() throws IOException {
    assertThatThrownBy(() -> prepared(table).make(config("tiny-t2v", Map.of()), endingWith(1)))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("exit code 1")
        .hasMessageContaining("prepare --input");
    assertThatThrownBy(() -> prepared(table).make(config("tiny-t2v", Map.of()), endingWith(2)))
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.BAD_CONFIG));
  }

  private static PreparedData prepared(Path source) {
    return new PreparedData(source, Optional.empty(), Map.of());
  }

  private TrainingConfig config(String preset, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("run.folder", folder.resolve("run").toString());
    return new SettingsLoader<>(TrainingConfig.class, "/conf/training/defaults.yaml")
        .load(Optional.of(Path.of("../conf/training", preset + ".yaml")), all);
  }

  /** A launcher that notes its arguments and ends. */
  private PipelineCommand endingWith(int exitCode) throws IOException {
    Path script = folder.resolve("launcher" + exitCode);
    Files.writeString(
        script,
        "#!/bin/sh\nfor a in \"$@\"; do echo \"$a\" >>'%s'; done\nexit %d\n"
            .formatted(arguments, exitCode));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return new PipelineCommand(script.toString());
  }
}
