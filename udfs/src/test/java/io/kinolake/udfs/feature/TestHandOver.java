package io.kinolake.udfs.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TestHandOver {

  @Test
  void everyValueArrivesInOrder() {
    try (HandOver<Integer> values =
        HandOver.start(
            "test",
            3,
            out -> {
              for (int i = 0; i < 1000; i++) {
                out.accept(i);
              }
            })) {
      List<Integer> taken = new ArrayList<>();
      Optional<Integer> next = values.next();
      while (next.isPresent()) {
        taken.add(next.get());
        next = values.next();
      }
      assertThat(taken).hasSize(1000).isSorted().doesNotHaveDuplicates();
      assertThat(values.next()).isEmpty();
    }
  }

  @Test
  void theMakerIsNoFurtherAheadThanAgreed() throws InterruptedException {
    AtomicInteger made = new AtomicInteger();
    CountDownLatch full = new CountDownLatch(3);
    try (HandOver<Integer> values =
        HandOver.start(
            "test",
            2,
            out -> {
              for (int i = 0; i < 10; i++) {
                made.incrementAndGet();
                full.countDown();
                out.accept(i);
              }
            })) {
      full.await(); // two wait, and the third cannot be handed over before one is taken
      assertThat(made).hasValue(3);
      assertThat(values.next()).contains(0);
    }
  }

  @Test
  void whatTheMakerThrowsComesAfterWhatItMade() {
    try (HandOver<Integer> values =
        HandOver.start(
            "test",
            2,
            out -> {
              out.accept(1);
              throw new IllegalArgumentException("broken");
            })) {
      assertThat(values.next()).contains(1);
      assertThatThrownBy(values::next)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("broken");
    }
  }

  @Test
  void closingStopsAMakerThatWaitsAndLetsItCleanUp() {
    AtomicBoolean cleaned = new AtomicBoolean();
    HandOver<Integer> values =
        HandOver.start(
            "test",
            1,
            out -> {
              try {
                while (true) {
                  out.accept(1);
                }
              } finally {
                cleaned.set(true);
              }
            });
    assertThat(values.next()).contains(1);
    values.close();
    assertThat(cleaned).isTrue();
  }
}
