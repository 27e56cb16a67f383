package io.kinolake.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.diffusion.FlowConvention;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TestingWeights;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranks that share samples find what one finds. */
class TestSplitStepVideo {
  private static final int BATCH = 2;
  private static final int LENGTH = 5;
  private static final Shape LATENTS = Shape.of(4, 3, 4, 6);

  private final Random random = new Random(7);

  @ParameterizedTest(name = "TP {0}, CP {1}, image: {2}")
  @CsvSource({
    "1, 1, false",
    "2, 1, false",
    "1, 2, false",
    "2, 2, false",
    "4, 1, false",
    "1, 4, false",
    "2, 2, true"
  })
  void ranksFindTheLossAndGradientsOfOne(int tensorRanks, int contextRanks, boolean image) {
    StepVideoModel model = model(image);
    TestingWeights weights = TestingWeights.random(model.parameterShapes(), 5, 0.3f);
    new SharedSamples(model, LATENTS, weights, batch(image))
        .assertSame(tensorRanks, contextRanks, List.of(TrainableModel.LOSSES, TrainableModel.LOSS));
  }

  @Test
  void whatCannotBeSharedOutEvenlyIsRefused() {
    StepVideoModel model = model(false);
    refused(() -> model.split(LATENTS, new Split(0, 3, 0, 1)), "4 attention heads");
    refused(() -> model.split(LATENTS, new Split(0, 2, 0, 4)), "TP 2 times CP 4");
    refused(
        () -> model.split(Shape.of(5, 3, 4, 6), new Split(0, 1, 1, 2)),
        "5 latent frames cannot be shared by 2");
  }

  @Test
  void everyParameterOfABlockIsHeldSomehow() {
    StepVideoModel model = model(false);
    assertThat(model.holding("transformer_blocks.17.attn1.wqkv.weight")).isEqualTo(Holding.ROWS);
    assertThat(model.holding("transformer_blocks.0.ff.net.2.weight")).isEqualTo(Holding.COLUMNS);
    assertThat(model.holding("transformer_blocks.3.attn2.k_norm.weight"))
        .isEqualTo(Holding.WHOLE_WITH_PART_OF_GRADIENT);
    assertThat(model.holding("transformer_blocks.3.norm1.weight")).isEqualTo(Holding.WHOLE);
    assertThat(model.holding("proj_out.weight")).isEqualTo(Holding.WHOLE);
  }

  private static StepVideoModel model(boolean image) {
    return new StepVideoModel(
        new StepDitConfig(3, 3, 2, 4, 8, List.of(4, 2, 2), 2, 6, 5, image), FlowConvention.PAPER);
  }

  private static void refused(Runnable split, String message) {
    assertThatThrownBy(split::run)
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.BAD_CONFIG))
        .hasMessageContaining(message);
  }

  private Map<String, HostTensor> batch(boolean image) {
    Map<String, HostTensor> batch = new LinkedHashMap<>();
    batch.put(StepVideoModel.DATA, latents());
    batch.put(StepVideoModel.NOISE, latents());
    batch.put(StepVideoModel.DATA_WEIGHT, HostTensor.floats(Shape.of(BATCH), 0.3f, 0.8f));
    batch.put(StepVideoModel.NOISE_WEIGHT, HostTensor.floats(Shape.of(BATCH), 0.7f, 0.2f));
    batch.put(StepVideoModel.TIMESTEP, HostTensor.floats(Shape.of(BATCH), 0.3f, 0.8f));
    batch.put(StepVideoModel.CAPTIONS, random(BATCH, LENGTH, 6));
    batch.put(StepVideoModel.CLIP, random(BATCH, StepDitConfig.CLIP_TOKENS, 5));
    batch.put(
        StepVideoModel.MASK,
        HostTensor.floats(Shape.of(BATCH, LENGTH), 1, 1, 1, 1, 1, 1, 1, 1, 0, 0));
    if (image) {
      HostTensor first = latents();
      float[] values = first.toFloats();
      int sample = values.length / BATCH;
      for (int i = 0; i < BATCH; i++) {
        Arrays.fill(values, i * sample + sample / 4, (i + 1) * sample, 0);
      }
      batch.put(StepVideoModel.IMAGE, HostTensor.floats(first.shape(), values));
      batch.put(StepVideoModel.MOTION, HostTensor.floats(Shape.of(BATCH), 5, 2));
    }
    return batch;
  }

  private HostTensor latents() {
    return random(BATCH, LATENTS.dim(0), LATENTS.dim(1), LATENTS.dim(2), LATENTS.dim(3));
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
