package io.kinolake.models.networks.stepdit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.graph.Precision;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TestingWeights;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sizes unlike those of the recorded networks, and what must not make a difference. */
class TestStepDitNetwork {
  private static final StepDitConfig CONFIG =
      new StepDitConfig(3, 5, 2, 3, 20, List.of(8, 8, 4), 3, 14, 10, false);
  private static final StepDitConfig IMAGE_CONFIG =
      new StepDitConfig(3, 3, 1, 2, 16, List.of(8, 4, 4), 2, 14, 10, true);
  private static final int FRAMES = 2;
  private static final int HEIGHT = 4;
  private static final int WIDTH = 6;
  private static final float CLOSE = 2e-5f;

  private final Random random = new Random(12);

  @Test
  void aBatchOfTwoIsTwoBatchesOfOne() {
    try (StepDitNetwork network = open(CONFIG, NetworkOptions.DEFAULT)) {
      HostTensor latents = random(2, FRAMES, 3, HEIGHT, WIDTH);
      StepDitPrompt prompt = prompt(9, 4);
      HostTensor both = network.velocity(latents, 0.3f, prompt, Optional.empty());
      assertThat(both.shape()).isEqualTo(Shape.of(2, FRAMES, 5, HEIGHT, WIDTH));
      for (int row = 0; row < 2; row++) {
        HostTensor one =
            network.velocity(row(latents, row), 0.3f, row(prompt, row), Optional.empty());
        assertThat(one.toFloats()).containsExactly(row(both, row).toFloats(), within(CLOSE));
      }
    }
  }

  @Test
  void paddingIsNotSeen() {
    try (StepDitNetwork network = open(CONFIG, NetworkOptions.DEFAULT)) {
      HostTensor latents = random(2, FRAMES, 3, HEIGHT, WIDTH);
      StepDitPrompt prompt = prompt(9, 4);
      float[] other = prompt.captions().toFloats();
      Arrays.fill(other, 7 * 14, 9 * 14, 100);
      Arrays.fill(other, (9 + 4) * 14, 18 * 14, -100);
      StepDitPrompt changed =
          new StepDitPrompt(
              HostTensor.floats(prompt.captions().shape(), other), prompt.clip(), prompt.mask());
      float[] expected = network.velocity(latents, 0.3f, prompt, Optional.empty()).toFloats();
      assertThat(network.velocity(latents, 0.3f, changed, Optional.empty()).toFloats())
          .containsExactly(expected, within(CLOSE));
      StepDitPrompt trimmed = prompt.trimmed();
      assertThat(trimmed.captions().shape()).isEqualTo(Shape.of(2, 7, 14));
      assertThat(network.velocity(latents, 0.3f, trimmed, Optional.empty()).toFloats())
          .containsExactly(expected, within(CLOSE));
    }
  }

  @Test
  void theImageAndItsMotionCount() {
    try (StepDitNetwork network = open(IMAGE_CONFIG, NetworkOptions.DEFAULT)) {
      HostTensor latents = random(2, FRAMES, 3, HEIGHT, WIDTH);
      StepDitPrompt prompt = prompt(9, 4);
      HostTensor image = random(2, FRAMES, 3, HEIGHT, WIDTH);
      float[] first = network.velocity(latents, 0.3f, prompt, with(image, 5)).toFloats();
      assertThat(network.velocity(latents, 0.3f, prompt, with(image, 5)).toFloats())
          .containsExactly(first, within(CLOSE));
      assertThat(network.velocity(latents, 0.3f, prompt, with(image, 2)).toFloats())
          .isNotEqualTo(first);
      assertThat(network.velocity(latents, 0.3f, prompt, with(latents, 5)).toFloats())
          .isNotEqualTo(first);
      assertThatThrownBy(() -> network.velocity(latents, 0.3f, prompt, Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void bfloat16ComesNear() {
    HostTensor latents = random(2, FRAMES, 3, HEIGHT, WIDTH);
    StepDitPrompt prompt = prompt(9, 4);
    try (StepDitNetwork wide = open(CONFIG, NetworkOptions.DEFAULT);
        StepDitNetwork narrow = open(CONFIG, new NetworkOptions(Precision.BFLOAT16, 0))) {
      float[] expected = wide.velocity(latents, 0.3f, prompt, Optional.empty()).toFloats();
      float[] found = narrow.velocity(latents, 0.3f, prompt, Optional.empty()).toFloats();
      double apart = 0;
      double length = 0;
      for (int i = 0; i < expected.length; i++) {
        apart += Math.pow(found[i] - expected[i], 2);
        length += Math.pow(expected[i], 2);
      }
      assertThat(Math.sqrt(apart / length)).isPositive().isLessThan(0.03);
    }
  }

  @Test
  void anOverflowNamesTheLayer() {
    StepDitPrompt prompt = prompt(9, 4);
    float[] broken = new float[2 * 14];
    broken[3] = Float.NaN;
    StepDitPrompt wrong =
        new StepDitPrompt(
            HostTensor.floats(Shape.of(2, 1, 14), broken),
            prompt.clip(),
            HostTensor.floats(Shape.of(2, 1), 1, 1));
    try (StepDitNetwork network = open(CONFIG, NetworkOptions.DEFAULT)) {
      HostTensor latents = random(2, FRAMES, 3, HEIGHT, WIDTH);
      assertThatThrownBy(() -> network.velocity(latents, 0.3f, wrong, Optional.empty()))
          .isInstanceOfSatisfying(
              KinolakeException.class,
              e -> assertThat(e.failure().code()).isEqualTo(FailureCode.NOT_FINITE))
          .hasMessageContaining("caption_norm");
    }
  }

  @Test
  void sizesThatAreNoMultipleOfThePatchAreRefused() {
    assertThatThrownBy(() -> StepDitGrid.of(CONFIG, 1, 5, 6))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("patches of 2");
  }

  @Test
  void thePublishedModelHasThirtyBillionParameters() {
    StepDitConfig config = StepDitConfig.textToVideo();
    long parameters =
        StepDitNetwork.parameterShapes(config).values().stream().mapToLong(Shape::elements).sum();
    assertThat(parameters).isBetween(29_000_000_000L, 31_000_000_000L);
  }

  @Test
  void headsAreSharedEvenly() {
    StepDitConfig config = StepDitConfig.textToVideo();
    assertThat(config.block().part(8).heads()).isEqualTo(6);
    assertThatThrownBy(() -> config.block().part(5)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Optional<StepDitNetwork.Image> with(HostTensor latents, float motion) {
    return Optional.of(new StepDitNetwork.Image(latents, motion));
  }

  private static StepDitNetwork open(StepDitConfig config, NetworkOptions options) {
    return StepDitNetwork.open(
        config,
        FRAMES,
        HEIGHT,
        WIDTH,
        options,
        TestingWeights.random(StepDitNetwork.parameterShapes(config), 4, 0.15f));
  }

  /** Two texts of nine tokens, of which seven and {@code second} are no padding. */
  private StepDitPrompt prompt(int length, int second) {
    float[] mask = new float[2 * length];
    Arrays.fill(mask, 0, 7, 1);
    Arrays.fill(mask, length, length + second, 1);
    return new StepDitPrompt(
        random(2, length, 14),
        random(2, StepDitConfig.CLIP_TOKENS, 10),
        HostTensor.floats(Shape.of(2, length), mask));
  }

  private static StepDitPrompt row(StepDitPrompt prompt, int row) {
    return new StepDitPrompt(
        row(prompt.captions(), row), row(prompt.clip(), row), row(prompt.mask(), row));
  }

  private static HostTensor row(HostTensor tensor, int row) {
    float[] values = tensor.toFloats();
    int half = values.length / 2;
    long[] dims = tensor.shape().toArray();
    dims[0] = 1;
    return HostTensor.floats(
        Shape.of(dims), Arrays.copyOfRange(values, row * half, (row + 1) * half));
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
