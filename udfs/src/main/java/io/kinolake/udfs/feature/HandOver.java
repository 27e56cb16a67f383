package io.kinolake.udfs.feature;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Hands values from a thread that makes them to the one that uses them, a bounded number ahead.
 * Opened, read and closed by the user's thread; owns the other.
 */
final class HandOver<T> implements AutoCloseable {
  private final int capacity;
  private final Queue<T> ready = new ArrayDeque<>();
  private final Thread maker;
  private boolean ended;
  private boolean closed;
  private Optional<Throwable> failure = Optional.empty();

  /** Tells the maker that nobody wants more. */
  private static final class NotWanted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotWanted() {
      super("Nobody wants more", null, false, false);
    }
  }

  private HandOver(String name, int capacity, Consumer<Consumer<T>> source) {
    this.capacity = capacity;
    this.maker = new Thread(() -> make(source), name);
    maker.setDaemon(true);
  }

  /**
   * Starts a thread that makes values.
   *
   * @param name of the thread
   * @param capacity how many values may wait
   * @param source makes values and hands each to the consumer it is given, which waits while the
   *     most are there and throws when the user has closed this
   */
  static <T> HandOver<T> start(String name, int capacity, Consumer<Consumer<T>> source) {
    HandOver<T> handOver = new HandOver<>(name, capacity, source);
    handOver.maker.start();
    return handOver;
  }

  /**
   * The next value, waited for; empty when all were handed over. What the maker threw is thrown
   * here, after the values made before.
   */
  synchronized Optional<T> next() {
    waitUntil(() -> !ready.isEmpty() || ended);
    if (!ready.isEmpty()) {
      T value = ready.remove();
      notifyAll();
      return Optional.of(value);
    }
    if (failure.isPresent()) {
      throw thrown(failure.get());
    }
    return Optional.empty();
  }

  /** Stops the maker at its next value and waits until it has ended. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      ready.clear();
      notifyAll();
    }
    boolean interrupted = false;
    while (maker.isAlive()) {
      try {
        maker.join();
      } catch (InterruptedException e) {
        interrupted = true; // what the maker reads from is not closed before it has ended
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void make(Consumer<Consumer<T>> source) {
    Optional<Throwable> thrown = Optional.empty();
    try {
      source.accept(this::put);
    } catch (NotWanted e) {
      // closed by the user
    } catch (Throwable e) {
      thrown = Optional.of(e);
    }
    synchronized (this) {
      failure = thrown;
      ended = true;
      notifyAll();
    }
  }

  private synchronized void put(T value) {
    waitUntil(() -> ready.size() < capacity || closed);
    if (closed) {
      throw new NotWanted();
    }
    ready.add(value);
    notifyAll();
  }

  private synchronized void waitUntil(BooleanSupplier fulfilled) {
    try {
      while (!fulfilled.getAsBoolean()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + maker.getName(), e);
    }
  }

  private static RuntimeException thrown(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException exception
        ? exception
        : new IllegalStateException("A thread failed", failure);
  }
}
