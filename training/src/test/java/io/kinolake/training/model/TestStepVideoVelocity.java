package io.kinolake.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.networks.stepdit.StepDitNetwork;
import io.kinolake.models.networks.stepdit.StepDitPrompt;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TestingWeights;
import io.kinolake.training.loop.Weights;
import io.kinolake.training.optimizer.ElementWork;
import io.kinolake.training.step.Exchanges;
import io.kinolake.training.step.TapeRunner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranks that sample together see what one sees. */
class TestStepVideoVelocity {
  private static final int BATCH = 2;
  private static final int LENGTH = 5;
  private static final float TIME = 0.3f;
  private static final float MOTION = 4;
  private static final Shape LATENTS = Shape.of(3, 3, 4, 6);

  private final Random random = new Random(7);

  @ParameterizedTest(name = "TP {0}, image: {1}")
  @CsvSource({"1, false", "2, false", "4, false", "2, true"})
  void ranksSeeTheVelocityThatOneSees(int ranks, boolean image) {
    StepDitConfig config = config(image);
    TestingWeights weights = TestingWeights.random(StepDitNetwork.parameterShapes(config), 5, 0.3f);
    Map<String, HostTensor> batch = batch(image);
    float[] due = whole(config, weights, batch).toFloats();

    List<HostTensor> found =
        new TestingRanks(ranks, 1)
            .run((split, exchanges) -> shared(config, weights, batch, split, exchanges));

    assertThat(found).hasSize(ranks).allMatch(each -> each.equals(found.get(0)));
    assertThat(found.get(0).toFloats()).containsExactly(due, within(2e-5f));
  }

  @Test
  void headsThatCannotBeSharedOutEvenlyAreRefused() {
    assertThatThrownBy(() -> new StepVideoVelocity(config(false), new Split(0, 3, 0, 1)))
        .hasMessageContaining("4 attention heads cannot be shared by TP 3");
  }

  private static HostTensor whole(
      StepDitConfig config, TestingWeights weights, Map<String, HostTensor> batch) {
    StepDitPrompt prompt =
        new StepDitPrompt(
            batch.get(StepVideoModel.CAPTIONS),
            batch.get(StepVideoModel.CLIP),
            batch.get(StepVideoModel.MASK));
    try (StepDitNetwork network =
        StepDitNetwork.open(config, 3, 4, 6, NetworkOptions.DEFAULT, weights)) {
      return network.velocity(
          batch.get(StepVideoVelocity.LATENTS),
          TIME,
          prompt,
          Optional.ofNullable(batch.get(StepVideoModel.IMAGE))
              .map(first -> new StepDitNetwork.Image(first, MOTION)));
    }
  }

  private static HostTensor shared(
      StepDitConfig config,
      TestingWeights weights,
      Map<String, HostTensor> batch,
      Split split,
      Exchanges exchanges) {
    StepVideoVelocity model = new StepVideoVelocity(config, split);
    Map<String, NativeTensor> given = new HashMap<>();
    batch.forEach((name, value) -> given.put(name, NativeTensor.of(value)));
    try (ElementWork work = new ElementWork(1);
        TapeRunner runner = new TapeRunner(NetworkOptions.DEFAULT, exchanges, work);
        Weights held = Weights.of(model.part(), weights)) {
      return runner
          .forward(model.tape(LATENTS), held.tensors(), given)
          .get(StepVideoVelocity.VELOCITY);
    } finally {
      given.values().forEach(NativeTensor::close);
    }
  }

  private static StepDitConfig config(boolean image) {
    return new StepDitConfig(3, 3, 2, 4, 8, List.of(4, 2, 2), 2, 6, 5, image);
  }

  private Map<String, HostTensor> batch(boolean image) {
    Map<String, HostTensor> batch = new HashMap<>();
    batch.put(StepVideoVelocity.LATENTS, random(BATCH, 3, 3, 4, 6));
    batch.put(StepVideoModel.TIMESTEP, HostTensor.floats(Shape.of(BATCH), TIME, TIME));
    batch.put(StepVideoModel.CAPTIONS, random(BATCH, LENGTH, 6));
    batch.put(StepVideoModel.CLIP, random(BATCH, StepDitConfig.CLIP_TOKENS, 5));
    batch.put(
        StepVideoModel.MASK,
        HostTensor.floats(Shape.of(BATCH, LENGTH), 1, 1, 1, 1, 1, 1, 1, 1, 0, 0));
    if (image) {
      batch.put(StepVideoModel.IMAGE, random(BATCH, 3, 3, 4, 6));
      batch.put(StepVideoModel.MOTION, HostTensor.floats(Shape.of(BATCH), MOTION, MOTION));
    }
    return batch;
  }

  private HostTensor random(long... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return HostTensor.floats(shape, values);
  }
}
