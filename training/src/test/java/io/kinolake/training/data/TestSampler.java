package io.kinolake.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.data.EpochPlan.BucketPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TestSampler {
  private static final Map<String, Integer> BUCKETS =
      Map.of("1x2x2", 7, "2x3x4", 31, "9x9x9", 1, "4x4x4", 20);
  private static final int ALL = 59;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TrainingData data = HandSamples.of(BUCKETS);
  private final Sampler sampler = new Sampler(data, 42);

  @Test
  void givesEverySampleOncePerEpochWhateverTheRanksSizesAndStops() throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      StableRandom chance = new StableRandom(seed);
      Sampler any = new Sampler(data, chance.below(5));
      SamplerState state = any.start(chance.below(3));
      long epoch = state.epoch();
      List<String> seen = new ArrayList<>();
      while (state.epoch() == epoch) {
        // A job with sizes of its own, which stops after some steps and is resumed from JSON.
        int globalBatch = (int) chance.below(12) + 1;
        int ranks = (int) chance.below(5) + 1;
        int microBatch = (int) chance.below(4) + 1;
        Sampler job = new Sampler(data, state.seed());
        for (long step = chance.below(9); step >= 0 && state.epoch() == epoch; step--) {
          GlobalBatch batch = job.next(state, globalBatch);
          for (int rank = 0; rank < ranks; rank++) {
            new RankShare(rank, ranks, microBatch)
                .of(batch.samples())
                .forEach(micro -> micro.forEach(sample -> seen.add(sample.clip().value())));
          }
          state = batch.after();
        }
        state = SamplerState.ofJson(JSON.readTree(state.toJson().toString()));
      }
      assertThat(seen).hasSize(ALL);
      assertThat(new HashSet<>(seen)).hasSize(ALL);
    }
  }

  @Test
  void givesTheSameToWhoeverHoldsTheSameState() {
    SamplerState state = sampler.start(0);
    for (int step = 0; step < 40; step++) {
      GlobalBatch batch = sampler.next(state, 4);
      assertThat(new Sampler(HandSamples.of(BUCKETS), 42).next(state, 4)).isEqualTo(batch);
      state = batch.after();
    }
  }

  @Test
  void mixesNoBucketsAndDropsNoRest() {
    SamplerState state = sampler.start(0);
    Map<String, List<Integer>> sizes = new TreeMap<>();
    while (state.epoch() == 0) {
      GlobalBatch batch = sampler.next(state, 8);
      assertThat(batch.samples()).allMatch(sample -> sample.bucket().equals(batch.bucket()));
      sizes
          .computeIfAbsent(batch.bucket(), bucket -> new ArrayList<>())
          .add(batch.samples().size());
      state = batch.after();
    }
    assertThat(sizes)
        .isEqualTo(
            Map.of(
                "1x2x2", List.of(7),
                "2x3x4", List.of(8, 8, 8, 7),
                "4x4x4", List.of(8, 8, 4),
                "9x9x9", List.of(1)));
    assertThat(state).isEqualTo(sampler.start(1));
  }

  @Test
  void ordersEachEpochAndEachSeedAnew() {
    List<String> first = order(sampler, 0);
    assertThat(order(sampler, 0)).isEqualTo(first);
    assertThat(order(sampler, 1)).isNotEqualTo(first).containsExactlyInAnyOrderElementsOf(first);
    assertThat(order(new Sampler(data, 43), 0))
        .isNotEqualTo(first)
        .containsExactlyInAnyOrderElementsOf(first);
  }

  @Test
  void staysAsItIsFromReleaseToRelease() {
    // Recorded: whoever changes the order breaks the exact resume of older checkpoints.
    assertThat(order(sampler, 3).subList(0, 6))
        .containsExactly(
            "4x4x4-0009", "4x4x4-0002", "4x4x4-0005", "4x4x4-0019", "4x4x4-0015", "4x4x4-0016");
  }

  @Test
  void spreadsBucketsOverTheWholeEpoch() {
    Map<String, Integer> buckets = Map.of("1x1x1", 300, "2x2x2", 100);
    Sampler large = new Sampler(HandSamples.of(buckets), 7);
    int early = 0;
    SamplerState state = large.start(0);
    for (int step = 0; step < 200; step++) {
      GlobalBatch batch = large.next(state, 1);
      early += batch.bucket().equals("2x2x2") ? 1 : 0;
      state = batch.after();
    }
    // Hypergeometric: 50 expected in the first half, standard deviation 4.3; five of them.
    assertThat(early).isBetween(28, 72);
  }

  @Test
  void everyOrderOfFewSamplesComesAboutEquallyOften() {
    Map<List<Integer>, Integer> counts = new HashMap<>();
    int draws = 24_000;
    for (int seed = 0; seed < draws; seed++) {
      List<Integer> order = new ArrayList<>();
      for (int place : new StableRandom(seed, 1, 2).permutation(4)) {
        order.add(place);
      }
      counts.merge(order, 1, Integer::sum);
    }
    assertThat(counts).hasSize(24);
    // Binomial: 1000 expected, standard deviation 31; five of them.
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(845, 1155));
  }

  @Test
  void plansAnEpoch() {
    EpochPlan plan = sampler.plan(8);

    assertThat(plan.buckets())
        .containsExactly(
            new BucketPlan("1x2x2", 7, 1, 8),
            new BucketPlan("2x3x4", 31, 4, 8),
            new BucketPlan("4x4x4", 20, 3, 8),
            new BucketPlan("9x9x9", 1, 1, 8));
    assertThat(plan.samples()).isEqualTo(ALL);
    assertThat(plan.steps()).isEqualTo(9);
    assertThat(plan.buckets().get(2).fill()).isCloseTo(20 / 24.0, within(1e-12));
  }

  @Test
  void theRestOfAnEpochTakesAsManyStepsAsPlanned() {
    SamplerState state = sampler.start(0);
    for (int step = 0; step < 5; step++) {
      state = sampler.next(state, 3).after();
    }
    assertThat(state.position()).isGreaterThan(0);
    long planned = sampler.remaining(state, 4).steps();
    assertThat(sampler.remaining(state, 4).samples()).isEqualTo(ALL - state.position());

    long steps = 0;
    for (; state.epoch() == 0; steps++) {
      state = sampler.next(state, 4).after();
    }
    assertThat(steps).isEqualTo(planned);
  }

  @Test
  void refusesAStateOfOtherSamplesOrAnotherSeed() {
    SamplerState state = sampler.start(0);
    TrainingData fewer = HandSamples.of(Map.of("1x2x2", 7, "2x3x4", 30));

    assertRefused(
        FailureCode.BAD_CONFIG, () -> new Sampler(fewer, 42).next(state, 4), "other samples");
    assertRefused(
        FailureCode.BAD_CONFIG, () -> new Sampler(data, 1).next(state, 4), "made with seed 42");
    assertRefused(FailureCode.BAD_CONFIG, () -> sampler.next(state, 0), "at least one sample");
    assertRefused(FailureCode.BAD_CONFIG, () -> sampler.plan(-1), "at least one sample");
  }

  @Test
  void aStateSurvivesJson() throws IOException {
    SamplerState state = sampler.next(sampler.start(6), 5).after();
    assertThat(SamplerState.ofJson(JSON.readTree(state.toJson().toString()))).isEqualTo(state);

    SamplerState unselected =
        new SamplerState(
            state.samples(),
            new TableVersions(9, Optional.empty()),
            Long.MIN_VALUE,
            0,
            state.consumed());
    assertThat(SamplerState.ofJson(JSON.readTree(unselected.toJson().toString())))
        .isEqualTo(unselected);
  }

  @Test
  void refusesJsonThatIsNoState() {
    for (String field : List.of("samples", "features_version", "seed", "epoch")) {
      ObjectNode json = sampler.start(0).toJson();
      json.remove(field);
      assertRefused(FailureCode.CORRUPT, () -> SamplerState.ofJson(json), "no state of a sampler");
    }
    ObjectNode json = sampler.start(0).toJson();
    json.withObject("/consumed").put("1x2x2", 8);
    assertRefused(
        FailureCode.BAD_CONFIG, () -> sampler.next(SamplerState.ofJson(json), 4), "other samples");
  }

  private static List<String> order(Sampler sampler, long epoch) {
    List<String> order = new ArrayList<>();
    SamplerState state = sampler.start(epoch);
    while (state.epoch() == epoch) {
      GlobalBatch batch = sampler.next(state, 4);
      batch.samples().forEach(sample -> order.add(sample.clip().value()));
      state = batch.after();
    }
    return order;
  }

  private static void assertRefused(FailureCode code, ThrowingCallable call, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KinolakeException.class, e -> assertThat(e.failure().code()).isEqualTo(code))
        .hasMessageContaining(words);
  }
}
