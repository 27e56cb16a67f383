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
  private final Shelf shelf;
  private final Device device;

  /** An empty pool whose models run on the processor. */
  public ModelPool() {
    this(new Shelf(), Device.CPU);
  }

  private ModelPool(Shelf shelf, Device device) {
    this.shelf = shelf;
    this.device = device;
  }

  /** What is loaded, for every device. */
  private static final class Shelf {
    private final Map<Key, CompletableFuture<AutoCloseable>> models = new HashMap<>();
    private boolean closed;
  }

  /** What a model is: which class, of which weights and settings, and on which device. */
  private record Key(Class<?> type, Fingerprint digest, Device device) {}

  /** This pool as tasks on a device see it. Whoever closes either closes both. */
  public ModelPool on(Device other) {
    return new ModelPool(shelf, other);
  }

  /**
   * The model of a type with these weights and settings. The first who asks loads it; others wait.
   * A failure to load is everybody's who waited, and the next to ask tries again.
   *
   * @param type the model's class
   * @param digest stands for its weights and settings; the pool's device is told apart besides
   * @param load opens it; the pool closes it
   * @throws KinolakeException what {@code load} throws
   */
  public <M extends AutoCloseable> M get(Class<M> type, Fingerprint digest, Supplier<M> load) {
    Key key = new Key(type, digest, device);
    CompletableFuture<AutoCloseable> mine = new CompletableFuture<>();
    CompletableFuture<AutoCloseable> known;
    synchronized (shelf) {
      if (shelf.closed) {
        throw new KinolakeException(
            FailureCode.INTERNAL, "The pool of models is closed; nothing can be loaded.");
      }
      known = shelf.models.putIfAbsent(key, mine);
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
    synchronized (shelf) {
      shelf.closed = true;
      all = Map.copyOf(shelf.models);
      shelf.models.clear();
    }
    all.values().forEach(ModelPool::close);
  }

  private <M extends AutoCloseable> void loadInto(
      CompletableFuture<AutoCloseable> mine, Key key, Supplier<M> load) {
    try {
      mine.complete(load.get());
    } catch (RuntimeException | Error e) {
      synchronized (shelf) {
        shelf.models.remove(key);
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
