package io.kinolake.udfs.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.device.Device;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Map;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;

class TestTaskDevices {
  private static final Device NPU_3 = new Device.Accelerator(Device.Kind.NPU, 3);

  @Test
  void aTaskRunsOnWhatItWasAssigned() {
    TaskDevices devices = devices("npu", "3", "5");

    assertThat(devices.deviceOr(Device.AUTO, true)).isEqualTo(NPU_3);
    assertThat(devices.deviceOr(Device.parse("npu"), true)).isEqualTo(NPU_3);
    assertThat(devices.deviceOr(Device.CPU, true)).isEqualTo(Device.CPU);
  }

  @Test
  void aTaskWithoutADeviceTakesNoneOfTheOthers() {
    TaskDevices none = TaskDevices.of(Map.of());

    assertThat(none.deviceOr(Device.AUTO, true)).isEqualTo(Device.CPU);
    assertThat(none.deviceOr(Device.AUTO, false)).isEqualTo(Device.AUTO);
    assertThat(none.environment()).isEmpty();
  }

  @Test
  void aChildProcessSeesItsDevicesAndCountsThemFromZero() {
    TaskDevices devices = devices("npu", "3", "5");

    assertThat(devices.environment()).isEqualTo(Map.of("ASCEND_RT_VISIBLE_DEVICES", "3,5"));
    assertThat(devices.deviceOfChild(Device.AUTO))
        .isEqualTo(new Device.Accelerator(Device.Kind.NPU, 0));
    assertThat(devices("gpu", "1").environment()).containsKey("CUDA_VISIBLE_DEVICES");
    assertThat(devices("musa", "1").environment()).containsKey("MUSA_VISIBLE_DEVICES");
  }

  @Test
  void otherResourcesAreNoDevices() {
    assertThat(devices("fpga", "0").kind()).isEmpty();
  }

  @Test
  void anAddressThatIsNoNumberIsTold() {
    assertThatThrownBy(() -> devices("gpu", "GPU-6f1c").indices())
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("'GPU-6f1c'");
  }

  private static TaskDevices devices(String resource, String... addresses) {
    return TaskDevices.of(Map.of(resource, new ResourceInformation(resource, addresses)));
  }
}
