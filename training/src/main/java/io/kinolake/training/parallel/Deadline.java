package io.kinolake.training.parallel;

import java.time.Duration;

/** A time by which something is to be done. Immutable. */
final class Deadline {
  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  boolean isOver() {
    return left().isZero();
  }

  /** The time left, not negative. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  /** Milliseconds left for a socket, to which 0 means forever. */
  int leftMillis() {
    return (int) Math.min(Integer.MAX_VALUE, left().toMillis() + 1);
  }

  /** Whichever comes first. */
  Deadline or(Duration time) {
    return time.compareTo(left()) < 0 ? in(time) : this;
  }
}
