package io.kinolake.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.jobs.refresh.RunOptions;
import io.kinolake.models.device.Device;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.names.NearestName;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.udfs.ModelSettings;
import io.kinolake.udfs.caption.SidecarCaptioner;
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
    assertThat(config.score().toSettings()).isEqualTo(ScoreClipsSettings.DEFAULT);
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
  void theSizesOfStepVideosSamplesMustFitItsModels() {
    assertThatThrownBy(
            () -> loader.load(Optional.empty(), Map.of("features.sets", "[stepvideo-i2v]")))
        .hasMessageContaining("step-video, the folder of its models");
    assertThatThrownBy(
            () -> loader.load(Optional.empty(), Map.of("features.step-video-frames", "18")))
        .hasMessageContaining("a multiple of 17, not 18");
    assertThatThrownBy(
            () -> loader.load(Optional.empty(), Map.of("features.step-video-size", "992x540")))
        .hasMessageContaining("multiples of 16, not '992x540'");
  }

  @Test
  void everyMissingFileOfStepVideosModelsIsNamedBeforeAnythingRuns() {
    PipelineConfig config =
        loader.load(
            Optional.empty(),
            Map.of("features.sets", "[stepvideo-t2v]", "features.step-video", folder.toString()));
    assertThatThrownBy(() -> config.features().toSettings("/w"))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("hunyuan_clip/tokenizer/vocab.txt")
        .hasMessageContaining("step_llm/step1_chat_tokenizer.model")
        .hasMessageContaining("vae/vae_v2.safetensors")
        .hasMessageContaining("huggingface-cli download");
  }

  @Test
  void aDetectorWithoutItsWeightsSaysWhatToFetch() {
    PipelineConfig unset = loader.load(Optional.empty(), Map.of("scenes.detector", "transnetv2"));
    assertThatThrownBy(() -> unset.scenes().toSettings())
        .hasMessageContaining("none are set")
        .hasMessageContaining("fetch transnetv2-pytorch-weights.pth");
    PipelineConfig missing =
        loader.load(
            Optional.empty(),
            Map.of("scenes.detector", "transnetv2", "scenes.weights", "/no/such/weights.pth"));
    assertThatThrownBy(() -> missing.scenes().toSettings())
        .hasMessageContaining("there is no '/no/such/weights.pth'");
  }

  @Test
  void aCaptionerWithoutItsModelSaysWhatToFetch() {
    PipelineConfig config =
        loader.load(Optional.empty(), Map.of("caption.captioners", "[llava, signals]"));
    assertThat(config.caption().captionerNames()).containsExactly("llava", "signals");
    assertThatThrownBy(() -> config.caption().toCaptioners())
        .hasMessageContaining("fetch liuhaotian/llava-v1.5-7b")
        .hasMessageContaining("caption.llava.model");
  }

  @Test
  void aTableOfCaptionsIsNoticedWhenItsContentChanges() throws IOException {
    Path table = folder.resolve("captions.csv");
    Map<String, String> settings =
        Map.of("caption.captioners", "[sidecar]", "caption.sidecar-table", table.toString());
    CaptionConfig captions = loader.load(Optional.empty(), settings).caption();

    assertThatThrownBy(captions::toCaptioners)
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining(table.toString())
        .hasMessageContaining("Correct caption.sidecar-table");

    Files.writeString(table, "name,text\nfilm.mp4,A boat.\n");
    Fingerprint first = fingerprint(captions);
    assertThat(first).isNotEqualTo(SidecarCaptioner.FILES.fingerprint());
    assertThat(fingerprint(captions)).isEqualTo(first);
    Files.writeString(table, "name,text\nfilm.mp4,A bird.\n");
    assertThat(fingerprint(captions)).isNotEqualTo(first);
  }

  private static Fingerprint fingerprint(CaptionConfig captions) {
    return captions.toCaptioners().get(0).fingerprint();
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
