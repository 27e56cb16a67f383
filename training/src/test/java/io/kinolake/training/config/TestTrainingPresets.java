package io.kinolake.training.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.settings.SettingsLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every preset is a training that could start. */
class TestTrainingPresets {
  private static final SettingsLoader<TrainingConfig> LOADER =
      new SettingsLoader<>(TrainingConfig.class, "/conf/training/defaults.yaml");
  private static final String TRANSPORT = "parallel.transport";

  @ParameterizedTest
  @ValueSource(strings = {"tiny-t2v", "tiny-i2v", "tiny-stdit"})
  void tinyPresetsNeedNothingElse(String preset) {
    TrainingConfig config = load(preset, Map.of());

    assertThat(config.model().start()).isEqualTo(ModelSettings.Start.RANDOM);
    assertThat(config.model().trainable().parameterShapes()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stepvideo-t2v", "stepvideo-i2v", "opensora-16x256x256", "stepvideo-dpo"})
  void publishedPresetsNeedWeights(String preset) {
    assertThatThrownBy(() -> load(preset, Map.of())).hasMessageContaining("'load' must name");

    TrainingConfig config = load(preset, Map.of("model.load", "/models/some"));
    assertThat(config.model().load()).contains("/models/some");
  }

  @Test
  void stepVideoHasAllItsLayersOnEightRanks() {
    TrainingConfig config = load("stepvideo-i2v", Map.of("model.load", "/models/some"));

    ModelSettings.StepVideo sizes = config.model().stepVideo().orElseThrow();
    assertThat(sizes.layers()).isEqualTo(48);
    assertThat(sizes.network().width()).isEqualTo(6144);
    assertThat(sizes.image()).isTrue();
    assertThat(config.parallel().ranks()).isEqualTo(8);
  }

  @Test
  void vectorsGoThroughSocketsUnlessTensorFlowIsAskedFor() {
    assertThat(load("tiny-t2v", Map.of()).parallel().transport())
        .isEqualTo(ParallelSettings.Transport.SOCKETS);
    assertThat(load("tiny-t2v", Map.of(TRANSPORT, "tensorflow")).parallel().transport())
        .isEqualTo(ParallelSettings.Transport.TENSORFLOW);
    assertThatThrownBy(() -> load("tiny-t2v", Map.of(TRANSPORT, "nccl")))
        .hasMessageContainingAll("sockets", "tensorflow");
  }

  @Test
  void samplesAreDrawnFromCheckpointsOnly() {
    Map<String, String> settings = Map.of("samples.every", "150", "samples.prompts", "p.txt");

    assertThatThrownBy(() -> load("tiny-t2v", settings))
        .hasMessageContaining(
            "Settings do not go together: samples.every is 150, which is no multiple of run.checkpoint-every, 100");
  }

  @Test
  void preferencesTrainWhatWasTrainedBefore() {
    TrainingConfig config = load("tiny-dpo", Map.of());

    assertThat(config.preference().pairs()).isPresent();
    assertThat(config.model().stepVideo())
        .isEqualTo(load("tiny-t2v", Map.of()).model().stepVideo());
    assertThat(config.trainable().parameterShapes()).isNotEmpty();
    assertThat(load("tiny-t2v", Map.of()).preference().pairs()).isEmpty();
  }

  @Test
  void preferencesAreRefusedWhereTheirLossWouldBeWrong() {
    assertThatThrownBy(() -> load("tiny-stdit", Map.of("preference.pairs", "data.jsonl")))
        .hasMessageContaining("Step-Video");
    assertThatThrownBy(() -> load("tiny-t2v", Map.of("preference.pairs", "data.jsonl")))
        .hasMessageContaining("preference.reference");
    assertThatThrownBy(() -> load("tiny-dpo", Map.of("preference.loss-beta", "0")))
        .hasMessageContaining("loss-beta");
  }

  @Test
  void samplesAreDrawnFromCheckpointsAndHavePicturesWhereTheModelTakesThem() {
    String every = "samples.every";
    String prompts = "samples.prompts";
    String images = "samples.images";

    assertThatThrownBy(() -> load("tiny-t2v", Map.of(every, "150", prompts, "a shape")))
        .hasMessageContaining("150, which is no mult");
    assertThatThrownBy(() -> load("tiny-i2v", Map.of(every, "100")))
        .hasMessageContaining("prompts must be given");
    assertThatThrownBy(() -> load("tiny-i2v", Map.of(every, "100", prompts, "a shape")))
        .hasMessageContaining("samples.images is not set");
    assertThatThrownBy(
            () -> load("tiny-t2v", Map.of(every, "100", prompts, "a shape", images, "a.png")))
        .hasMessageContaining("samples.images is 'a.png'", "from text alone");
    assertThat(
            load("tiny-i2v", Map.of(every, "100", prompts, "a shape", images, "a.png"))
                .samples()
                .images())
        .contains("a.png");
  }

  private static TrainingConfig load(String preset, Map<String, String> settings) {
    Path file = Path.of("../conf/training", preset + ".yaml");
    return LOADER.load(Optional.of(file), settings);
  }
}
