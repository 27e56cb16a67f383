package io.kinolake.training.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.net.Socket;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSocketCommunicator extends CommunicatorContract {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofSeconds(2);

  @TempDir Path folder;

  @Override
  <T> List<T> onRanks(int size, Function<Communicator, T> work) {
    return LocalRanks.run(
        LocalRanks.places(size, LONG, folder),
        mesh -> work.apply(mesh.group(LocalRanks.all(size))));
  }

  @Test
  void groupsOfOneJobShareConnections() {
    RankLayout layout = new RankLayout(2, 1, 2);
    List<RankPlace> places = LocalRanks.places(4, LONG, folder);
    List<Double> sums =
        LocalRanks.run(
            places,
            mesh -> {
              Communicator all = mesh.group(LocalRanks.all(4));
              int rank = all.rank();
              Communicator tensor = mesh.group(layout.tensorGroup(rank));
              Communicator data = mesh.group(layout.dataGroup(rank));
              return 100 * tensor.sum(rank) + data.sum(rank) + all.sum(0.125);
            });
    assertThat(sums).containsExactly(102.5, 104.5, 502.5, 504.5);
  }

  @Test
  void aSilentRankIsNamed() {
    CountDownLatch over = new CountDownLatch(1);
    List<Future<Double>> running =
        LocalRanks.start(
            LocalRanks.places(2, SHORT, folder),
            mesh -> {
              Communicator all = mesh.group(LocalRanks.all(2));
              all.barrier();
              if (all.rank() == 1) {
                await(over);
              }
              return all.sum(1);
            });
    assertFails(running.get(0), FailureCode.RANK_LOST, "Rank 1 was silent", "the sum of a number");
    over.countDown();
    assertThat(LostRank.of(folder, 0)).hasValue(1);
  }

  @Test
  void aRankThatDoesNotReadIsSilentToo() {
    CountDownLatch over = new CountDownLatch(1);
    List<Future<Integer>> running =
        LocalRanks.start(
            LocalRanks.places(2, SHORT, folder),
            mesh -> {
              Communicator all = mesh.group(LocalRanks.all(2));
              if (all.rank() == 1) {
                await(over);
              }
              return all.broadcast(new byte[1 << 26]).length;
            });
    assertFails(running.get(0), FailureCode.RANK_LOST, "Rank 1 was silent", "a broadcast");
    over.countDown();
    assertFails(running.get(1), FailureCode.RANK_LOST, "Rank 0 closed");
  }

  @Test
  void aRankThatIsGoneIsNamedAtOnce() {
    List<Future<Double>> running =
        LocalRanks.start(
            LocalRanks.places(3, LONG, folder),
            mesh -> {
              Communicator all = mesh.group(LocalRanks.all(3));
              all.barrier();
              return all.rank() == 2 ? 0 : all.sum(1);
            });
    assertFails(running.get(0), FailureCode.RANK_LOST, "closed its connection");
    assertFails(running.get(1), FailureCode.RANK_LOST, "closed its connection");
  }

  @Test
  void ranksThatDoDifferentThingsNotice() {
    List<Future<Boolean>> running =
        LocalRanks.start(
            LocalRanks.places(2, LONG, folder),
            mesh -> {
              Communicator all = mesh.group(LocalRanks.all(2));
              all.sum(List.of(FloatBuffer.allocate(4 + all.rank())));
              return true;
            });
    assertThatThrownBy(running.get(0)::get).hasRootCauseInstanceOf(Exception.class);
    assertThat(List.of(running.get(0), running.get(1)))
        .anySatisfy(one -> assertFails(one, FailureCode.INTERNAL, "do different things"));
  }

  @Test
  void aRankThatDoesNotComeIsNamed() {
    List<RankPlace> places = LocalRanks.places(3, SHORT, folder);
    List<Future<Boolean>> running =
        LocalRanks.start(List.of(places.get(0), places.get(1)), mesh -> true);
    assertFails(running.get(0), FailureCode.RANK_LOST, "Rank 2 did not come");
    assertFails(running.get(1), FailureCode.RANK_LOST, "Rank 0 ");
  }

  @Test
  void ranksOfAnotherJobAndOtherVisitorsAreSentAway() throws IOException {
    List<RankPlace> places = LocalRanks.places(2, LONG, folder);
    List<Future<Double>> first =
        LocalRanks.start(places.subList(0, 1), mesh -> mesh.group(List.of(0, 1)).sum(1));
    RankPlace own = places.get(1);
    RankPlace foreign =
        new RankPlace(1, 2, own.rendezvous(), "another", LONG, folder, own.device());
    assertThatThrownBy(() -> RankMesh.join(foreign))
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.BAD_CONFIG))
        .hasMessageContaining("another job meets here");
    RankPlace tooMany =
        new RankPlace(2, 3, own.rendezvous(), own.token(), LONG, folder, own.device());
    assertThatThrownBy(() -> RankMesh.join(tooMany)).hasMessageContaining("2 ranks here and not 3");
    try (Socket visitor = new Socket(own.rendezvous().getAddress(), own.rendezvous().getPort())) {
      visitor.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(LocalRanks.run(List.of(own), mesh -> mesh.group(List.of(0, 1)).sum(1)))
          .containsExactly(2.0);
    }
    assertThat(first.get(0)).succeedsWithin(LONG).isEqualTo(2.0);
  }

  @Test
  void anAddressThatIsTakenIsTold() {
    RankPlace place = LocalRanks.places(2, LONG, folder).get(0);
    RankPlace elsewhere =
        new RankPlace(0, 2, RankPlan.address("192.0.2.1:29500"), "t", LONG, folder, place.device());
    assertThatThrownBy(() -> RankMesh.join(elsewhere))
        .hasMessageContaining("Rank 0 cannot listen at 192.0.2.1:29500");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertFails(Future<?> running, FailureCode code, String... parts) {
    assertThatThrownBy(running::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            KinolakeException.class, e -> assertThat(e.failure().code()).isEqualTo(code))
        .hasMessageContainingAll(parts);
  }
}
