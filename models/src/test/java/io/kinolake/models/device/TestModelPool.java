package io.kinolake.models.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TestModelPool {
  private static final Fingerprint ONE = Fingerprint.of("one");
  private static final Fingerprint OTHER = Fingerprint.of("other");

  private final AtomicInteger loaded = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  private final class Model implements AutoCloseable {
    Model() {
      loaded.incrementAndGet();
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @Test
  void aModelIsLoadedOnceHoweverManyAskAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (ModelPool pool = new ModelPool()) {
      List<Future<Model>> futures = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        futures.add(threads.submit(() -> pool.get(Model.class, ONE, Model::new)));
      }
      Model first = futures.get(0).get();
      for (Future<Model> future : futures) {
        assertThat(future.get()).isSameAs(first);
      }
      assertThat(pool.get(Model.class, OTHER, Model::new)).isNotSameAs(first);
      assertThat(loaded).hasValue(2);
      assertThat(closed).hasValue(0);
    } finally {
      threads.shutdownNow();
    }
    assertThat(closed).hasValue(2);
  }

  @Test
  void aFailureToLoadIsTheCallersAndTheNextTriesAgain() {
    try (ModelPool pool = new ModelPool()) {
      assertThatThrownBy(
              () ->
                  pool.get(
                      Model.class,
                      ONE,
                      () -> {
                        throw new KinolakeException(FailureCode.BAD_CONFIG, "no weights");
                      }))
          .isInstanceOf(KinolakeException.class)
          .hasMessage("no weights");
      assertThat(pool.get(Model.class, ONE, Model::new)).isNotNull();
    }
    assertThat(closed).hasValue(1);
  }

  @Test
  void aClosedPoolLoadsNothing() {
    ModelPool pool = new ModelPool();
    pool.close();
    assertThatThrownBy(() -> pool.get(Model.class, ONE, Model::new)).hasMessageContaining("closed");
    assertThat(loaded).hasValue(0);
  }
}
