package io.kinolake.training.model;

import static io.kinolake.training.model.TrainableModel.LOSS;
import static io.kinolake.training.model.TrainableModel.LOSSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.networks.stdit.StditConfig;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TestingWeights;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranks that share frames of an STDiT's samples find what one finds. */
class TestSplitStdit {
  private static final int BATCH = 2;

  /** Deviation of weights: tokens along time are not normed, and larger ones amplify rounding. */
  private static final float WEIGHTS = 0.1f;

  private static final StditConfig CONFIG = new StditConfig(4, 2, 24, 3, 3, 48, 6, 5, 0.5, 1);

  private final Random random = new Random(11);
  private final StditModel model = new StditModel(CONFIG);

  @ParameterizedTest(name = "TP {0}, CP {1}, {2} frames of {3}x{4}")
  @CsvSource({
    "1, 1, 4, 4, 4",
    "1, 2, 4, 4, 4",
    "1, 4, 4, 4, 4",
    "1, 2, 2, 4, 6",
    "3, 1, 4, 4, 4",
    "3, 2, 4, 2, 4"
  })
  void ranksFindTheLossAndGradientsOfOne(
      int tensorRanks, int contextRanks, int frames, int height, int width) {
    Shape latents = Shape.of(CONFIG.channels(), frames, height, width);
    TestingWeights weights = TestingWeights.random(model.parameterShapes(), 5, WEIGHTS);

    new SharedSamples(model, latents, weights, batch(latents))
        .assertSame(
            tensorRanks,
            contextRanks,
            List.of(LOSS, LOSSES, StditModel.NOISE_LOSSES, StditModel.VARIANCE_LOSSES));
  }

  @Test
  void everyParameterOfABlockIsHeldSomehow() {
    assertThat(model.holding("blocks.12.attn_temp.qkv.bias")).isEqualTo(Holding.ROWS_OF_THREE);
    assertThat(model.holding("blocks.0.cross_attn.kv_linear.weight"))
        .isEqualTo(Holding.ROWS_OF_TWO);
    assertThat(model.holding("blocks.0.mlp.fc1.weight")).isEqualTo(Holding.ROWS);
    assertThat(model.holding("blocks.0.mlp.fc2.weight")).isEqualTo(Holding.COLUMNS);
    assertThat(model.holding("blocks.0.mlp.fc2.bias")).isEqualTo(Holding.WHOLE);
    assertThat(model.holding("final_layer.linear.weight")).isEqualTo(Holding.WHOLE);
  }

  @Test
  void framesAndPatchesThatCannotBeSharedOutAreRefused() {
    refused(() -> model.requireVideo(5, 4, 4, new Split(0, 1, 0, 2)), "5 latent frames");
    refused(
        () -> model.split(Shape.of(4, 6, 4, 4), new Split(0, 1, 1, 3)),
        "Frames of 4x4 latent pixels have 4 patches, which cannot be shared by 3");
  }

  @Test
  void onlyTensorParallelRanksShareHeads() {
    refused(() -> model.requireRanks(new Split(0, 2, 0, 1)), "3 attention heads");
    StditModel narrow = new StditModel(new StditConfig(4, 2, 24, 1, 3, 40, 6, 5, 0.5, 1));
    refused(() -> narrow.requireRanks(new Split(0, 3, 0, 1)), "40 inner channels");
    model.requireRanks(new Split(0, 1, 0, 2));
  }

  private static void refused(Runnable work, String message) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.BAD_CONFIG))
        .hasMessageContaining(message);
  }

  private Map<String, HostTensor> batch(Shape latents) {
    Shape all = Shape.of(BATCH, latents.dim(0), latents.dim(1), latents.dim(2), latents.dim(3));
    Map<String, HostTensor> batch = new LinkedHashMap<>();
    batch.put(StditModel.DATA, random(all));
    batch.put(StditModel.NOISE, random(all));
    batch.put(StditModel.STEP, integers(0, 700));
    batch.put(StditModel.CAPTIONS, random(Shape.of(BATCH, 5, 6)));
    batch.put(StditModel.MASK, HostTensor.floats(Shape.of(BATCH, 5), 1, 1, 1, 1, 1, 1, 1, 1, 0, 0));
    batch.put(StditModel.DROPPED, integers(0, 1));
    return batch;
  }

  private static HostTensor integers(long... values) {
    return HostTensor.integers(DType.I32, Shape.of(values.length), values);
  }

  private HostTensor random(Shape shape) {
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return HostTensor.floats(shape, values);
  }
}
