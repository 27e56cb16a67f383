package io.kinolake.training.parallel;

import io.kinolake.models.device.Device;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Ranks that are threads of this process and talk through sockets. */
public final class LocalRanks {
  private LocalRanks() {}

  /** Places on loopback. */
  public static List<RankPlace> places(int size, Duration deadline, Path folder) {
    return RankPlan.oneHost(RankPlan.devices(Device.CPU, size), deadline).places(folder);
  }

  /** Runs something on each rank's mesh; the results by rank. The first failure is thrown. */
  public static <T> List<T> run(List<RankPlace> places, Function<RankMesh, T> work) {
    return results(start(places, work));
  }

  /** What all of them yield, in order; the first failure is thrown. */
  static <T> List<T> results(List<Future<T>> running) {
    List<T> results = new ArrayList<>();
    for (Future<T> one : running) {
      try {
        results.add(one.get());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } catch (ExecutionException e) {
        throw new CompletionException(e.getCause());
      }
    }
    return results;
  }

  /** Begins something on each rank's mesh, which is closed when it is done or has failed. */
  static <T> List<Future<T>> start(List<RankPlace> places, Function<RankMesh, T> work) {
    ExecutorService threads = Executors.newFixedThreadPool(places.size());
    List<Future<T>> running =
        places.stream()
            .map(
                place ->
                    threads.submit(
                        () -> {
                          try (RankMesh mesh = RankMesh.join(place)) {
                            return work.apply(mesh);
                          }
                        }))
            .toList();
    threads.shutdown();
    return running;
  }

  /** The group of all ranks of a job. */
  public static List<Integer> all(int size) {
    return IntStream.range(0, size).boxed().toList();
  }
}
