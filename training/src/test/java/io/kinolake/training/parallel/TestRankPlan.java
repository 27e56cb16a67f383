package io.kinolake.training.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.device.Device;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestRankPlan {
  private static final InetSocketAddress HERE = RankPlan.address("127.0.0.1:29500");
  private static final List<Device> THREE = RankPlan.devices(Device.CPU, 3);

  @Test
  void aHostHasTheRanksOfItsNumber() {
    RankPlan plan = new RankPlan(4, 2, THREE, HERE, "t", Duration.ofSeconds(5));
    assertThat(plan.worldSize()).isEqualTo(12);
    assertThat(plan.places(Path.of("run"))).extracting(RankPlace::rank).containsExactly(6, 7, 8);
  }

  @ParameterizedTest
  @CsvSource({"cpu, cpu, cpu", "gpu:2, gpu:3, gpu:4", "auto, auto:1, auto:2"})
  void ranksHaveADeviceEach(String first, String second, String third) {
    assertThat(RankPlan.devices(Device.parse(first), 3))
        .extracting(Device::toString)
        .containsExactly(first, second, third);
  }

  @Test
  void oneHostMeetsAtLoopback() {
    RankPlan plan = RankPlan.oneHost(THREE, RankPlan.DEADLINE);
    assertThat(plan.rendezvous().getAddress().isLoopbackAddress()).isTrue();
    assertThat(plan.token()).isNotBlank();
    assertThat(plan.toString()).doesNotContain(plan.token());
    assertThat(plan.places(Path.of("run")).get(0).toString()).doesNotContain(plan.token());
  }

  @Test
  void refusesHostsThatMakeNoJob() {
    assertBad(() -> plan(0, 0, THREE, "t"), "at least one rank");
    assertBad(() -> plan(2, 2, THREE, "t"), "Node rank 2 of 2");
    assertBad(() -> plan(2, -1, THREE, "t"), "Node rank -1");
    assertBad(() -> plan(1, 0, List.of(), "t"), "0 ranks");
    assertBad(() -> plan(2, 0, THREE, " "), "no token");
  }

  @Test
  void addressesHaveAHostAndAPort() {
    assertThat(RankPlan.address("127.0.0.1:80").getPort()).isEqualTo(80);
    assertThat(RankPlan.text(RankPlan.address("[::1]:80")))
        .isIn("[0:0:0:0:0:0:0:1]:80", "[::1]:80");
    for (String wrong : List.of("", "host", "host:", ":80", "host:port", "a b:80", "host:70000")) {
      assertBad(() -> RankPlan.address(wrong), "Say host:port");
    }
  }

  private static RankPlan plan(int nodes, int nodeRank, List<Device> devices, String token) {
    return new RankPlan(nodes, nodeRank, devices, HERE, token, RankPlan.DEADLINE);
  }

  private static void assertBad(Runnable work, String message) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.BAD_CONFIG))
        .hasMessageContaining(message);
  }
}
