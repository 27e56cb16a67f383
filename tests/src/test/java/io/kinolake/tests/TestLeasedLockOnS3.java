package io.kinolake.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.jobs.tables.LeasedLock;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Holders that live, die or fall asleep, by a clock that the test turns. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestLeasedLockOnS3 {
  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final Duration NEVER = Duration.ofDays(1);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final List<String> losers = new ArrayList<>();
  private S3Server server;
  private FileSystem files;

  @BeforeAll
  void startServer(@TempDir java.nio.file.Path folder) throws IOException {
    Configuration hadoop = new Configuration();
    server = S3Server.start(folder, "bucket");
    server.configure(hadoop);
    files = new Path("s3a://bucket/").getFileSystem(hadoop);
  }

  @AfterAll
  void stopServer() throws IOException {
    files.close();
    server.close();
  }

  @Test
  void whatAKilledRunLeftIsTakenOverWhenItsLeaseRanOut() throws IOException {
    Path place = new Path("s3a://bucket/killed/lock");
    LeasedLock killed = take(place, "process 1", at(START));

    assertBusy(place, at(START.plus(LEASE)), "process 1 since 2026-01-01T00:00:00Z, renewed 2026");
    assertBusy(place, at(START.plus(LEASE)), "free after 2026-01-01T00:10:00Z, or delete");

    Instant later = START.plus(LEASE).plusSeconds(1);
    try (LeasedLock next = take(place, "process 2", at(later))) {
      assertBusy(place, at(later), "process 2 since 2026-01-01T00:10:01Z");
      killed.renew();
      killed.close();
      assertThat(losers).contains("process 1");
      assertBusy(place, at(later), "process 2 since 2026-01-01T00:10:01Z");
      next.renew();
    }
    assertThat(files.exists(place)).isFalse();
    assertThat(losers).doesNotContain("process 2");
  }

  @Test
  void aHolderThatRenewsItKeepsIt() throws Exception {
    Path place = new Path("s3a://bucket/alive/lock");
    AtomicReference<Instant> now = new AtomicReference<>(START);
    LeasedLock.Terms terms = new LeasedLock.Terms(LEASE, Duration.ofMillis(20), clock(now::get));
    try (LeasedLock held = LeasedLock.take(files, place, "process 1", terms, () -> {})) {
      Instant later = START.plus(LEASE.multipliedBy(3));
      now.set(later);
      awaitText(place, "renewed " + later);

      assertBusy(place, at(later.plusSeconds(1)), "process 1 since " + START);
      assertThat(held).isNotNull();
    }
    assertThat(files.exists(place)).isFalse();
  }

  @Test
  void ofTwoThatFindItFreeTheSecondToWriteIsTooLate() throws IOException {
    Path place = new Path("s3a://bucket/rivals/lock");
    take(place, "killed", at(START));
    Instant later = START.plus(LEASE).plusSeconds(1);
    List<LeasedLock> quick = new ArrayList<>();
    // The slow one has read the lock when it asks for the time; meanwhile the quick one takes it.
    Clock slow =
        clock(
            () -> {
              if (quick.isEmpty()) {
                quick.add(take(place, "quick", at(later)));
              }
              return later;
            });

    assertBusy(place, slow, "quick since " + later);
    quick.get(0).close();
  }

  @Test
  void aLockOfAnEarlierVersionCountsFromWhenItWasWritten() throws IOException {
    Path place = new Path("s3a://bucket/earlier/lock");
    try (OutputStream out = files.create(place)) {
      out.write("process 9 since yesterday".getBytes(UTF_8));
    }
    assertBusy(place, Clock.systemUTC(), "process 9 since yesterday holds");

    take(place, "process 1", Clock.offset(Clock.systemUTC(), LEASE.plusMinutes(1))).close();
    assertThat(files.exists(place)).isFalse();
  }

  @Test
  void aHolderWhoseLockWasDeletedByHandIsTold() throws IOException {
    Path place = new Path("s3a://bucket/deleted/lock");
    LeasedLock held = take(place, "process 7", at(START));
    files.delete(place, false);

    held.renew();

    assertThat(losers).contains("process 7");
    assertThat(files.exists(place)).isFalse();
  }

  private LeasedLock take(Path place, String owner, Clock clock) {
    try {
      LeasedLock.Terms terms = new LeasedLock.Terms(LEASE, NEVER, clock);
      return LeasedLock.take(files, place, owner, terms, () -> losers.add(owner));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertBusy(Path place, Clock clock, String why) {
    assertThatThrownBy(() -> take(place, "somebody else", clock))
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.BUSY))
        .hasMessageContaining(why)
        .hasMessageContaining(place.toString());
  }

  private void awaitText(Path place, String text) throws InterruptedException {
    for (String found = ""; !found.contains(text); TimeUnit.MILLISECONDS.sleep(10)) {
      try (InputStream in = files.open(place)) {
        found = new String(in.readAllBytes(), UTF_8);
      } catch (IOException e) {
        found = ""; // it was replaced meanwhile
      }
    }
  }

  private static Clock at(Instant time) {
    return Clock.fixed(time, ZoneOffset.UTC);
  }

  /** A clock that asks for the time. */
  private static Clock clock(Supplier<Instant> time) {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return time.get();
      }
    };
  }
}
