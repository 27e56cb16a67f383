package io.kinolake.jobs.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.device.Device;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.ModelSettings;
import io.kinolake.udfs.Resources;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.score.ScoreClips;
import io.kinolake.udfs.score.ScoreClipsSettings;
import io.kinolake.udfs.score.WeightsFile;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class TestStageResources {
  private static final Stage<?, ?> PLAIN = new ScoreClips(ScoreClipsSettings.DEFAULT);
  private static final WeightsFile WEIGHTS = new WeightsFile("any", Fingerprint.of("any"));
  private static final Stage<?, ?> WITH_MODELS =
      new ScoreClips(
          new ScoreClipsSettings(
              List.of("aes"),
              6,
              8,
              3,
              Map.of(ScoreClipsSettings.CLIP, WEIGHTS, ScoreClipsSettings.AESTHETIC, WEIGHTS)));

  @Test
  void stagesWithModelsTakeWhatExecutorsOffer() {
    SparkConf cluster = cluster().set("spark.executor.resource.musa.amount", "2");

    assertThat(resources(WITH_MODELS, "auto", cluster)).isEqualTo(Resources.accelerated("musa", 1));
    assertThat(resources(WITH_MODELS, "cpu", cluster)).isEqualTo(Resources.ONE_CORE);
    assertThat(resources(PLAIN, "musa", cluster)).isEqualTo(Resources.ONE_CORE);
    assertThat(resources(WITH_MODELS, "auto", cluster())).isEqualTo(Resources.ONE_CORE);
  }

  @Test
  void oneProcessIsAskedForNothing() {
    SparkConf local = new SparkConf(false).setMaster("local[4]");

    assertThat(resources(WITH_MODELS, "gpu", local)).isEqualTo(Resources.ONE_CORE);
  }

  @Test
  void whatIsNotOfferedIsNamedWithTheSettingToChange() {
    assertThatThrownBy(() -> resources(WITH_MODELS, "npu", cluster()))
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.BAD_CONFIG))
        .hasMessageContaining("A task of 'score-clips' needs 1 npu")
        .hasMessageContaining("an executor has 0")
        .hasMessageContaining("Set spark.executor.resource.npu.amount");
  }

  private static Resources resources(Stage<?, ?> stage, String device, SparkConf conf) {
    return StageResources.of(stage, ModelSettings.ON_PROCESSOR.on(Device.parse(device)), conf);
  }

  private static SparkConf cluster() {
    return new SparkConf(false).setMaster("spark://host:7077");
  }
}
