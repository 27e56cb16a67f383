package io.kinolake.training.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.device.Device;
import io.kinolake.models.device.Devices;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What TensorFlow's communicators do besides the contract, by ranks that are threads. It listens on
 * all addresses, so that {@link TestTensorFlowCommunicator} runs it where there are no others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TensorFlowContract extends CommunicatorContract {
  private static final int MOST = 5;

  /** So few floats that the longest vectors are cut. */
  private static final int PIECE = 50_000;

  @TempDir Path folder;

  private final List<ExecutorService> threads =
      IntStream.range(0, MOST).mapToObj(i -> Executors.newSingleThreadExecutor()).toList();
  private List<TensorFlowMesh> ranks;

  /** Once, since TensorFlow's servers never end. */
  @BeforeAll
  void join() {
    ranks = join(LocalRanks.places(MOST, Duration.ofMinutes(1), folder));
  }

  @AfterAll
  void end() {
    onThreads(MOST, rank -> close(ranks.get(rank)));
    threads.forEach(ExecutorService::shutdown);
  }

  @Override
  <T> List<T> onRanks(int size, Function<Communicator, T> work) {
    return onThreads(size, rank -> work.apply(ranks.get(rank).group(LocalRanks.all(size))));
  }

  @Test
  void groupsOfOneJobDoNotDisturbEachOther() {
    RankLayout layout = new RankLayout(2, 1, 2);
    List<Float> sums =
        onThreads(
            4,
            rank -> {
              Communicator tensor = ranks.get(rank).group(layout.tensorGroup(rank));
              Communicator data = ranks.get(rank).group(layout.dataGroup(rank));
              return 100 * sum(tensor, rank) + sum(data, rank) + sum(tensor, 0.125f);
            });
    assertThat(sums).containsExactly(102.25f, 104.25f, 502.25f, 504.25f);
  }

  @Test
  void ranksThatDoDifferentThingsNotice() {
    List<TensorFlowMesh> two = join(LocalRanks.places(2, Duration.ofMinutes(1), folder));
    assertThatThrownBy(
            () ->
                onThreads(
                    2,
                    rank -> {
                      Communicator both = two.get(rank).group(List.of(0, 1));
                      both.sum(List.of(FloatBuffer.allocate(4 + rank)));
                      return true;
                    }))
        .hasMessageContaining("do different things");
    onThreads(2, rank -> close(two.get(rank)));
  }

  private List<TensorFlowMesh> join(List<RankPlace> places) {
    return onThreads(
        places.size(),
        rank ->
            TensorFlowMesh.join(
                places.get(rank), Devices.ofMachine().access(Device.CPU).placement(), PIECE));
  }

  private static boolean close(TensorFlowMesh mesh) {
    mesh.close();
    return true;
  }

  private static float sum(Communicator group, float number) {
    FloatBuffer sum = FloatBuffer.wrap(new float[] {number});
    group.sum(List.of(sum));
    return sum.get(0);
  }

  /** Runs something on the threads of so many ranks at once; the results by rank. */
  private <T> List<T> onThreads(int size, Function<Integer, T> work) {
    List<Future<T>> running = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int rank = i;
      Callable<T> one = () -> work.apply(rank);
      running.add(threads.get(rank).submit(one));
    }
    return LocalRanks.results(running);
  }
}
