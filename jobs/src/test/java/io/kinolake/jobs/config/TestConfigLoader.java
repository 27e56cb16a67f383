package io.kinolake.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.jobs.names.NearestName;
import io.kinolake.jobs.refresh.RunOptions;
import io.kinolake.models.device.Device;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.udfs.ModelSettings;
import io.kinolake.udfs.cut.CutClipsSettings;
import io.kinolake.udfs.scene.DetectScenesSettings;
import io.kinolake.udfs.score.ScoreClipsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestConfigLoader {
  @TempDir private Path folder;

  private final ConfigLoader loader = new ConfigLoader();

  @Test
  void theDocumentedDefaultIsTheStagesOwn() {
    PipelineConfig config = loader.loadDefault();

    assertThat(config.scenes().toSettings()).isEqualTo(DetectScenesSettings.DEFAULT);
    assertThat(config.score().toSettings(config.models())).isEqualTo(ScoreClipsSettings.DEFAULT);
    assertThat(config.cut().toSettings("/w"))
        .isEqualTo(CutClipsSettings.of(CutMode.ENCODE, "/w/media"));
    RunOptions options = config.runOptions(false);
    assertThat(options.models().device()).isEqualTo(Device.AUTO);
    assertThat(options.models().on(Device.CPU)).isEqualTo(ModelSettings.ON_PROCESSOR);
    assertThat(options.failureLimit()).isEqualTo(RunOptions.DEFAULT.failureLimit());
    assertThat(options.wave()).isEqualTo(RunOptions.DEFAULT.wave());
    assertThat(config.caption().captionerNames()).containsExactly("sidecar", "signals");
  }

  @Test
  void aFileOverridesTheDefaultAndASettingOverridesTheFile() throws IOException {
    Path file = write("scenes: {detector: content, threshold: 30}\nrun: {wave: 5m}\n");

    PipelineConfig config =
        loader.load(Optional.of(file), Map.of("scenes.threshold", "31.5", "cut.max-seconds", "10"));

    assertThat(config.scenes().detector()).isEqualTo(ScenesConfig.Detector.CONTENT);
    assertThat(config.scenes().threshold()).contains(31.5);
    assertThat(config.run().wave()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.cut().maxSeconds()).contains(10.0);
    assertThat(config.cut().mode()).isEqualTo(CutMode.ENCODE);
  }

  @Test
  void everyProblemIsToldAtOnceWithTheNearestName() throws IOException {
    Path file =
        write("scens: {}\nscenes: {detector: adaptiv}\nrun: {wave: soon, failure-limt: 1}\n");

    assertThatThrownBy(() -> loader.load(Optional.of(file), Map.of("cut.quality", "high")))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("5 problem(s)")
        .hasMessageContaining("Unknown setting 'scens'. Did you mean 'scenes'?")
        .hasMessageContaining("'scenes.detector' must be one of adaptive, content")
        .hasMessageContaining("Did you mean 'run.failure-limit'?")
        .hasMessageContaining("'run.wave' must be a duration")
        .hasMessageContaining("'cut.quality' must be a whole number");
  }

  @Test
  void whatARecordRefusesIsAProblemOfItsGroup() {
    assertThatThrownBy(
            () -> loader.load(Optional.empty(), Map.of("score.scorers", "[technical, beauty]")))
        .hasMessageContaining("'score'")
        .hasMessageContaining("beauty");
  }

  @Test
  void aFeatureSetThatNeedsModelsSaysWhichAreMissing() {
    assertThatThrownBy(
            () -> loader.load(Optional.empty(), Map.of("features.sets", "[tiny, opensora]")))
        .hasMessageContaining("'features'")
        .hasMessageContaining("sd-vae");
  }

  @Test
  void brokenYamlNamesTheLine() throws IOException {
    Path file = write("run:\n  wave: [\n");

    assertThatThrownBy(() -> loader.load(Optional.of(file), Map.of()))
        .hasMessageContaining("is not valid YAML, line");
    assertThatThrownBy(() -> loader.load(Optional.of(folder.resolve("none.yaml")), Map.of()))
        .hasMessageContaining("no readable configuration file");
  }

  @Test
  void theNearestNameNeedsTheFewestEdits() {
    assertThat(NearestName.to("thresold", List.of("stride", "threshold", "hash")))
        .isEqualTo("threshold");
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("config.yaml"), yaml);
  }
}
