package io.kinolake.udfs.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.device.Device;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.ModelSettings;
import io.kinolake.udfs.StageContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Executors of accelerators that TensorFlow does not see. */
class TestExecutorRuntime {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"npu, npu:5", "musa, musa:5"})
  void networksRunOnTheProcessorIfNobodyAskedForMore(String resource, String own) {
    TaskDevices executor = devices(resource, "3", "5");
    try (ExecutorRuntime runtime = runtime(executor)) {
      StageContext context = runtime.contextFor(wanting("auto"), devices(resource, "5"));

      assertThat(context.networkOptions().device().placement().device()).isEqualTo(Device.CPU);
      assertThat(context.device().wanted()).isEqualTo(Device.parse(own));
      assertThat(context.devices()).containsExactly("5");
    }
  }

  @ParameterizedTest
  @CsvSource({"npu, npu, npu:5", "gpu, auto, gpu:5", "gpu, gpu, gpu:5"})
  void otherDevicesThatAreNotThereAreErrors(String resource, String wanted, String own) {
    TaskDevices executor = devices(resource, "3", "5");
    try (ExecutorRuntime runtime = runtime(executor)) {
      NetworkOptions options =
          runtime.contextFor(wanting(wanted), devices(resource, "5")).networkOptions();

      assertThatThrownBy(() -> options.device().placement())
          .isInstanceOfSatisfying(
              KinolakeException.class,
              e -> assertThat(e.failure().code()).isEqualTo(FailureCode.BAD_CONFIG))
          .hasMessageStartingWith("Device %s is not there", own);
    }
  }

  @Test
  void aProcessThatSeesADeviceAloneKnowsItsAddress() {
    try (ExecutorRuntime runtime = runtime(devices("npu", "3", "5"))) {
      StageContext context =
          runtime
              .contextFor(wanting("auto"), devices("npu", "5"))
              .onDevice(Device.parse("npu:0"), List.of("5"));

      assertThat(context.networkOptions().device().placement().device()).isEqualTo(Device.CPU);
      assertThat(context.device().wanted()).isEqualTo(Device.parse("npu:0"));
      assertThat(context.devices()).containsExactly("5");
    }
  }

  private ExecutorRuntime runtime(TaskDevices devices) {
    return ExecutorRuntime.open(new Configuration(false), folder, "0", devices);
  }

  private static ModelSettings wanting(String device) {
    return ModelSettings.ON_PROCESSOR.on(Device.parse(device));
  }

  private static TaskDevices devices(String resource, String... addresses) {
    return TaskDevices.of(Map.of(resource, new ResourceInformation(resource, addresses)));
  }
}
