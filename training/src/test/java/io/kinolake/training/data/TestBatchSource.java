package io.kinolake.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.data.BatchSource.Prefetch;
import io.kinolake.training.data.ShardMap.Checksums;
import io.kinolake.training.data.StepBatch.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestBatchSource {
  @TempDir private Path folder;
  private TrainingData data;
  private Sampler sampler;
  private ShardMap shards;

  @BeforeEach
  void writeSamples() throws IOException {
    WrittenWarehouse warehouse = new WrittenWarehouse(folder);
    warehouse.addSamples("2x3x4", "a", "b", "c", "d", "e");
    warehouse.addSamples("1x2x2", "p", "q", "r");
    data = warehouse.open();
    sampler = new Sampler(data, 5);
    shards = ShardMap.of(data, Checksums.FIRST_READ);
  }

  @AfterEach
  void closeShards() {
    shards.close();
  }

  @Test
  void ranksTogetherGetWhatTheSamplerOrders() {
    try (BatchSource first = source(sampler.start(0), new RankShare(0, 2, 1));
        BatchSource second = source(sampler.start(0), new RankShare(1, 2, 1))) {
      SamplerState state = sampler.start(0);
      for (int step = 0; step < 12; step++) {
        GlobalBatch expected = sampler.next(state, 3);
        List<TrainingSample> got = new ArrayList<>();
        for (BatchSource source : List.of(first, second)) {
          StepBatch batch = source.next();
          assertThat(batch.bucket()).isEqualTo(expected.bucket());
          assertThat(batch.globalSize()).isEqualTo(expected.samples().size());
          assertThat(batch.after()).isEqualTo(expected.after());
          assertThat(batch.waited()).isGreaterThanOrEqualTo(Duration.ZERO);
          batch
              .microBatches()
              .forEach(
                  micro -> {
                    assertThat(micro).hasSize(1);
                    got.add(micro.get(0).sample());
                  });
        }
        assertThat(got).isEqualTo(expected.samples());
        state = expected.after();
      }
    }
  }

  @Test
  void handsOutTheTensorsOfEachSample() {
    try (BatchSource source = source(sampler.start(0), new RankShare(0, 1, 2))) {
      for (int step = 0; step < 4; step++) {
        for (List<Loaded> micro : source.next().microBatches()) {
          for (Loaded loaded : micro) {
            assertThat(loaded.tensors()).isEqualTo(shards.read(loaded.sample()));
          }
        }
      }
    }
  }

  @Test
  void goesOnFromAnyStateOfAnotherSource() {
    StepBatch third;
    try (BatchSource source = source(sampler.start(0), new RankShare(0, 1, 4))) {
      source.next();
      SamplerState stop = source.next().after();
      third = source.next();
      try (BatchSource resumed = source(stop, new RankShare(0, 1, 4))) {
        StepBatch again = resumed.next();
        assertThat(again.microBatches()).isEqualTo(third.microBatches());
        assertThat(again.after()).isEqualTo(third.after());
      }
    }
  }

  @Test
  void aRankWithoutSamplesMakesTheStepToo() {
    try (BatchSource source = source(sampler.start(0), new RankShare(0, 8, 1))) {
      StepBatch batch = source.next();
      assertThat(batch.microBatches()).isEmpty();
      assertThat(batch.globalSize()).isPositive();
    }
  }

  @Test
  void anErrorWhileReadingAheadReachesTheCallerAtItsStepAndEachTimeAfter() throws IOException {
    Files.delete(folder.resolve("shards").resolve(place("p")));
    List<Set<String>> steps = new ArrayList<>();
    SamplerState state = sampler.start(0);
    while (state.epoch() == 0) {
      GlobalBatch batch = sampler.next(state, 3);
      steps.add(
          batch.samples().stream().map(each -> each.clip().value()).collect(Collectors.toSet()));
      state = batch.after();
    }
    int broken = steps.indexOf(Set.of("p", "q", "r"));
    assertThat(broken).isNotNegative();
    try (BatchSource source =
        new BatchSource(
            sampler, shards, sampler.start(0), 3, new RankShare(0, 1, 3), new Prefetch(4, 3))) {
      for (int step = 0; step < broken; step++) {
        source.next();
      }
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(source::next)
            .isInstanceOfSatisfying(
                KinolakeException.class,
                e -> assertThat(e.failure().code()).isEqualTo(FailureCode.NOT_FOUND))
            .hasMessageContaining(place("p"));
      }
    }
  }

  @Test
  void refusesNumbersOutOfRangeBeforeItReads() {
    assertThatThrownBy(
            () ->
                new BatchSource(
                    sampler, shards, sampler.start(0), 0, new RankShare(0, 1, 1), Prefetch.DEFAULT))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("at least one sample");
    assertThatThrownBy(() -> new Prefetch(0, 1)).isInstanceOf(KinolakeException.class);
    assertThatThrownBy(() -> new Prefetch(1, 0)).isInstanceOf(KinolakeException.class);
  }

  @Test
  void closingEndsItsThreads() throws InterruptedException {
    BatchSource source = source(sampler.start(0), new RankShare(0, 1, 4));
    source.next();
    List<Thread> readers = readers();
    assertThat(readers).isNotEmpty();

    source.close();

    for (Thread reader : readers) {
      reader.join();
    }
    assertThatThrownBy(source::next).isInstanceOf(IllegalStateException.class);
    source.close();
  }

  private static List<Thread> readers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("read-samples-"))
        .filter(Thread::isAlive)
        .toList();
  }

  private String place(String clip) {
    return data.samples().stream()
        .filter(sample -> sample.clip().value().equals(clip))
        .findFirst()
        .orElseThrow()
        .tensors()
        .get("latent_mean")
        .shard();
  }

  private BatchSource source(SamplerState start, RankShare share) {
    return new BatchSource(sampler, shards, start, 3, share, Prefetch.DEFAULT);
  }
}
