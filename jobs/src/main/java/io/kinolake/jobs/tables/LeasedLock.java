package io.kinolake.jobs.tables;

import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A lock on a store that knows of no processes: an object that its holder writes again from time to
 * time. One that was not renewed for as long as a lease lasts may be taken over. Thread-safe.
 */
public final class LeasedLock implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LeasedLock.class.getName());

  private final LockObject object;
  private final Terms terms;
  private final Runnable lost;
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(LeasedLock::thread);
  private Lease lease;
  private LockObject.Version version;
  private boolean over;

  private LeasedLock(
      LockObject object, Terms terms, Runnable lost, Lease lease, LockObject.Version version) {
    this.object = object;
    this.terms = terms;
    this.lost = lost;
    this.lease = lease;
    this.version = version;
  }

  /**
   * How long a lease lasts.
   *
   * @param lasts how long after it was renewed others leave it alone
   * @param renewal from one renewal to the next
   * @param clock what holders and others look at
   */
  public record Terms(Duration lasts, Duration renewal, Clock clock) {
    static final Terms USUAL =
        new Terms(Duration.ofMinutes(10), Duration.ofMinutes(1), Clock.systemUTC());

    private Instant now() {
      return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
  }

  /**
   * Takes the lock.
   *
   * @param lost told once, on a thread of the lock, if it turns out that somebody else may have it
   * @throws KinolakeException BUSY if somebody else has it
   */
  public static LeasedLock take(
      FileSystem files, Path place, String owner, Terms terms, Runnable lost) throws IOException {
    LockObject object = new LockObject(files, place);
    Optional<LockObject.Version> found = object.read();
    Lease mine = Lease.taken(owner, terms.now());
    boolean taken =
        found.isPresent() ? takeOver(object, found.get(), mine, terms) : object.create(mine.text());
    Optional<LockObject.Version> now = object.read();
    if (!taken || !isOf(now, mine)) {
      throw busy(object, now.map(Lease::of), terms);
    }
    LeasedLock lock = new LeasedLock(object, terms, lost, mine, now.get());
    lock.beat();
    return lock;
  }

  private static boolean takeOver(
      LockObject object, LockObject.Version old, Lease mine, Terms terms) throws IOException {
    Lease other = Lease.of(old);
    if (!other.end(terms.lasts()).isBefore(mine.renewed())) {
      return false;
    }
    boolean taken = object.replace(old, mine.text()) == LockObject.Replacement.DONE;
    if (taken) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The lock {0} is taken over, since its lease ran out: {1}",
          object,
          other);
    }
    return taken;
  }

  private static KinolakeException busy(LockObject object, Optional<Lease> held, Terms terms) {
    return WarehouseLock.busy(
        object.toString(),
        held.map(Lease::toString).orElse("another that came first"),
        held.map(
                lease ->
                    "Wait until it has ended. If it was killed, the lock is free after %s, or delete the object."
                        .formatted(lease.end(terms.lasts())))
            .orElse("Try again."));
  }

  private static boolean isOf(Optional<LockObject.Version> version, Lease lease) {
    return version.isPresent() && Lease.of(version.get()).id().equals(lease.id());
  }

  /** Shows that the holder lives. The lock itself calls it from time to time. */
  public synchronized void renew() throws IOException {
    if (over) {
      return;
    }
    Lease next = lease.renewedAt(terms.now());
    LockObject.Replacement replacement = object.replace(version, next.text());
    Optional<LockObject.Version> now = object.read();
    if (replacement == LockObject.Replacement.IMPOSSIBLE) {
      heart.shutdown(); // nobody can take it over either
    } else if (replacement == LockObject.Replacement.DONE && isOf(now, next)) {
      lease = next;
      version = now.get();
    } else {
      lose(now.map(Lease::of).map(Lease::toString).orElse("nobody"));
    }
  }

  private void beat() {
    long period = terms.renewal().toMillis();
    ScheduledFuture<?> unused =
        heart.scheduleWithFixedDelay(this::tryToRenew, period, period, TimeUnit.MILLISECONDS);
  }

  private synchronized void tryToRenew() {
    try {
      renew();
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "The lock " + object + " cannot be renewed now", e);
      if (lease.end(terms.lasts()).isBefore(terms.now())) {
        lose("unknown, since its store does not answer");
      }
    }
  }

  private void lose(String holder) {
    over = true;
    heart.shutdown();
    LOG.log(
        System.Logger.Level.ERROR,
        "This run lost the lock {0} and stops, since it was not renewed in time. Its holder: {1}",
        object,
        holder);
    lost.run();
  }

  /** Gives the lock back, if it still is this one's. */
  @Override
  public synchronized void close() throws IOException {
    heart.shutdown();
    if (!over && isOf(object.read(), lease)) {
      object.delete();
    }
    over = true;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "warehouse-lock");
    thread.setDaemon(true);
    return thread;
  }
}
