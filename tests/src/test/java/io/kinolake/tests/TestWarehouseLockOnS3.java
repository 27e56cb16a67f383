package io.kinolake.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.jobs.tables.WarehouseLock;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestWarehouseLockOnS3 {
  private static final int RIVALS = 6;

  private final Configuration hadoop = new Configuration();
  private S3Server server;

  @BeforeAll
  void startServer(@TempDir Path folder) {
    server = S3Server.start(folder, "bucket");
    server.configure(hadoop);
  }

  @AfterAll
  void stopServer() {
    server.close();
  }

  @Test
  void theSecondIsToldWhoHoldsItUntilItIsReleased() {
    String lake = "s3a://bucket/one after the other";
    try (WarehouseLock held = take(lake, "process 1")) {
      assertThatThrownBy(() -> take(lake, "process 2"))
          .isInstanceOfSatisfying(
              KinolakeException.class,
              e -> assertThat(e.failure().code()).isEqualTo(FailureCode.BUSY))
          .hasMessageContaining("process 1 since ")
          .hasMessageContaining(lake + "/_kinolake/lock")
          .hasMessageContaining("delete the object");
      assertThat(held).isNotNull();
    }

    take(lake, "process 2").close();
  }

  @Test
  void ofManyAtOnceOneGetsIt() throws Exception {
    String lake = "s3a://bucket/at once";
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(RIVALS);
    List<Future<Optional<WarehouseLock>>> rivals = new ArrayList<>();
    for (int i = 0; i < RIVALS; i++) {
      String owner = "process " + i;
      rivals.add(
          threads.submit(
              () -> {
                start.await();
                return tryToTake(lake, owner);
              }));
    }

    start.countDown();

    List<WarehouseLock> locks = new ArrayList<>();
    for (Future<Optional<WarehouseLock>> rival : rivals) {
      rival.get().ifPresent(locks::add);
    }
    threads.shutdown();
    assertThat(locks).hasSize(1);
    locks.get(0).close();
  }

  private WarehouseLock take(String lake, String owner) {
    return WarehouseLock.take(lake, hadoop, owner, () -> {});
  }

  private Optional<WarehouseLock> tryToTake(String lake, String owner) {
    try {
      return Optional.of(take(lake, owner));
    } catch (KinolakeException e) {
      assertThat(e.failure().code()).isEqualTo(FailureCode.BUSY);
      return Optional.empty();
    }
  }
}
