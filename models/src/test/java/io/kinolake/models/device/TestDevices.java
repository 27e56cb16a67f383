package io.kinolake.models.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestDevices {
  @ParameterizedTest
  @ValueSource(strings = {"cpu", "auto", "auto:2", "gpu:0", "npu:3", "musa:11"})
  void aDeviceIsWrittenAsItIsRead(String text) {
    assertThat(Device.parse(text)).hasToString(text);
  }

  @Test
  void aKindAloneIsItsFirstDevice() {
    assertThat(Device.parse("npu")).isEqualTo(new Device.Accelerator(Device.Kind.NPU, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tpu", "gpu:", "gpu:-1", "cpu:0", "auto:-1", "GPU:0", "gpu:99999"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> Device.parse(text))
        .isInstanceOf(KinolakeException.class)
        .hasMessageStartingWith("'" + text + "' is no device. Say auto, cpu, gpu");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu:7", "npu:0", "musa:0"})
  void anExplicitDeviceThatIsNotThereNamesThoseThatAre(String text) {
    DeviceAccess access = Devices.ofMachine().access(Device.parse(text));

    assertThatThrownBy(access::placement)
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.BAD_CONFIG))
        .hasMessageStartingWith("Device %s is not there: TensorFlow sees cpu", text);
  }

  @Test
  void anAddressOfAnotherProcessIsRefused() {
    Devices devices = new Devices(Optional.empty(), List.of(2, 3), 1);

    assertThatThrownBy(() -> devices.access(Device.parse("gpu:1")).placement())
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("of the addresses [2, 3]");
  }

  @Test
  void thoseThatLeaveItOpenCountRoundTheAcceleratorsThatAreThere() {
    List<Device.Accelerator> two =
        List.of(
            new Device.Accelerator(Device.Kind.GPU, 0), new Device.Accelerator(Device.Kind.GPU, 1));
    TensorFlowDevices.Seen seen = new TensorFlowDevices.Seen(two);

    assertThat(IntStream.range(0, 5).mapToObj(seen::at).flatMap(Optional::stream))
        .extracting(Device.Accelerator::index)
        .containsExactly(0, 1, 0, 1, 0);
    assertThat(new TensorFlowDevices.Seen(List.of()).at(3)).isEmpty();
  }

  @Test
  void theProcessorSeesNoAcceleratorAndMovesNothing() {
    Placement placement = Devices.ofMachine().access(Device.CPU).placement();

    assertThat(placement.device()).isEqualTo(Device.CPU);
    assertThat(placement.spec()).isEmpty();
    assertThat(placement.configuration().getDeviceCountMap()).containsEntry("GPU", 0);
  }

  @Test
  void networksMayGiveWayToTheProcessorAndSaySoOnce() {
    Devices devices = new Devices(Optional.empty(), List.of(2, 3), 1);
    List<String> said = new ArrayList<>();
    Handler ear = listener(said);
    Logger log = Logger.getLogger(Devices.class.getName());
    log.addHandler(ear);
    try {
      for (String text : List.of("npu:2", "npu:3", "musa:2", "npu:2")) {
        DeviceAccess instead = devices.access(Device.parse(text)).orProcessor();
        assertThat(instead).isSameAs(devices.access(Device.CPU));
        assertThat(instead.placement().device()).isEqualTo(Device.CPU);
      }
    } finally {
      log.removeHandler(ear);
    }

    assertThat(said).hasSize(1);
    assertThat(said.get(0)).contains("run on the processor", "npu:2");
    assertThat(devices.access(Device.CPU).orProcessor()).isSameAs(devices.access(Device.CPU));
  }

  private static Handler listener(List<String> said) {
    return new Handler() {
      @Override
      public void publish(LogRecord message) {
        said.add(new SimpleFormatter().formatMessage(message));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  @Test
  void namesOfTensorFlowAreRead() {
    assertThat(TensorFlowDevices.parse("/job:localhost/replica:0/task:0/device:GPU:1"))
        .contains(new Device.Accelerator(Device.Kind.GPU, 1));
    assertThat(TensorFlowDevices.parse("/job:localhost/replica:0/task:0/device:CPU:0")).isEmpty();
  }

  @Test
  void noMoreRunThanADeviceHasTurns() throws Exception {
    DeviceAccess access = new Devices(Optional.empty(), List.of(), 2).access(Device.CPU);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch two = new CountDownLatch(2);
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      Callable<Integer> run =
          () ->
              access.inTurn(
                  () -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    two.countDown();
                    await(two);
                    return running.decrementAndGet();
                  });
      for (Future<Integer> one : threads.invokeAll(Collections.nCopies(6, run))) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(most).hasValue(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
