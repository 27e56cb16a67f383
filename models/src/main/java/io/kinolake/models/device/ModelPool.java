package io.kinolake.models.device;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The models of one process: each is loaded once, by whoever asks first, and shared by all threads
 * until the pool is closed. Thread-safe; owns the models.
 */
public final class ModelPool implements AutoCloseable {
  private final Map<Key, CompletableFuture<AutoCloseable>> models = new HashMap<>();
  private boolean closed;

  /** What a model is: which class, of which weights and settings. */
  private record Key(Class<?> type, Fingerprint digest) {}

  /**
   * The model of a type with these weights and settings. The first who asks loads it; others wait.
   * A failure to load is everybody's who waited, and the next to ask tries again.
   *
   * @param type the model's class
   * @param digest stands for its weights, settings and device
   * @param load opens it; the pool closes it
   * @throws KinolakeException what {@code load} throws
   */
  public <M extends AutoCloseable> M get(Class<M> type, Fingerprint digest, Supplier<M> load) {
    Key key = new Key(type, digest);
    CompletableFuture<AutoCloseable> mine = new CompletableFuture<>();
    CompletableFuture<AutoCloseable> known;
    synchronized (models) {
      if (closed) {
        throw new KinolakeException(
            FailureCode.INTERNAL, "The pool of models is closed; nothing can be loaded.");
      }
      known = models.putIfAbsent(key, mine);
    }
    if (known == null) {
      loadInto(mine, key, load);
      known = mine;
    }
    try {
      return type.cast(known.join());
    } catch (CompletionException e) {
      throw e.getCause() instanceof KinolakeException cause
          ? cause
          : new IllegalStateException("A model could not be loaded", e.getCause());
    }
  }

  /** Closes every model. Nobody may use one any more. */
  @Override
  public void close() {
    Map<Key, CompletableFuture<AutoCloseable>> all;
    synchronized (models) {
      closed = true;
      all = Map.copyOf(models);
      models.clear();
    }
    all.values().forEach(ModelPool::close);
  }

  private <M extends AutoCloseable> void loadInto(
      CompletableFuture<AutoCloseable> mine, Key key, Supplier<M> load) {
    try {
      mine.complete(load.get());
    } catch (RuntimeException | Error e) {
      synchronized (models) {
        models.remove(key);
      }
      mine.completeExceptionally(e);
    }
  }

  private static void close(CompletableFuture<AutoCloseable> model) {
    if (model.isCompletedExceptionally()) {
      return;
    }
    try {
      model.join().close();
    } catch (Exception e) {
      throw new IllegalStateException("A model could not be closed", e);
    }
  }
}
