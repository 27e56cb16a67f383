package io.kinolake.models.networks.stdit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.SharedFolder;
import io.kinolake.models.diffusion.Denoiser;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.SafetensorsFile;
import io.kinolake.models.weights.TestingWeights;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sizes unlike those of the recorded network, and what must not make a difference. */
class TestStdit {
  private static final StditConfig CONFIG =
      new StditConfig(4, 2, 24, 3, 3, 60, 14, 6, 0.5, 2.0 / 3);
  private static final float CLOSE = 2e-5f;

  private final Random random = new Random(20);

  @Test
  void aBatchOfTwoIsTwoBatchesOfOne() {
    try (StditNetwork network = open()) {
      HostTensor latents = random(2, 4, 3, 6, 4);
      StditNetwork.Prompt prompt = prompt();
      HostTensor both = network.predict(latents, 700, prompt, false, true);
      assertThat(both.shape()).isEqualTo(Shape.of(2, 8, 3, 6, 4));
      for (int row = 0; row < 2; row++) {
        HostTensor one = network.predict(row(latents, row), 700, row(prompt, row), row == 1);
        assertThat(one.toFloats()).containsExactly(row(both, row).toFloats(), within(CLOSE));
      }
    }
  }

  @Test
  void paddingAndDroppedCaptionsAreNotSeen() {
    try (StditNetwork network = open()) {
      HostTensor latents = random(2, 4, 3, 6, 4);
      StditNetwork.Prompt prompt = prompt();
      float[] other = prompt.captions().toFloats();
      // The first text has four tokens; the second is dropped.
      Arrays.fill(other, 4 * 14, 12 * 14, 50);
      StditNetwork.Prompt changed =
          new StditNetwork.Prompt(
              HostTensor.floats(prompt.captions().shape(), other), prompt.mask());
      assertThat(network.predict(latents, 3, changed, false, true).toFloats())
          .containsExactly(
              network.predict(latents, 3, prompt, false, true).toFloats(), within(CLOSE));
    }
  }

  @Test
  void guidanceGoesBeyondTheTextInThreeChannels() {
    try (StditNetwork network = open()) {
      HostTensor latents = random(1, 4, 3, 6, 4);
      StditNetwork.Prompt prompt = row(prompt(), 0);
      Denoiser guided = network.guided(prompt, 4);
      float[] found = guided.predict(latents, 100).toFloats();
      float[] with = network.predict(latents, 100, prompt, false).toFloats();
      float[] without = network.predict(latents, 100, prompt, true).toFloats();
      int channel = 3 * 6 * 4;
      for (int i = 0; i < found.length; i++) {
        float expected = i < 3 * channel ? without[i] + 4 * (with[i] - without[i]) : with[i];
        assertThat(found[i]).isCloseTo(expected, within(20 * CLOSE));
      }
    }
  }

  @Test
  void sizesThatAreNoMultipleOfThePatchAreRefused() {
    assertThatThrownBy(
            () ->
                StditNetwork.open(
                    CONFIG,
                    2,
                    5,
                    4,
                    NetworkOptions.DEFAULT,
                    TestingWeights.random(StditNetwork.parameterShapes(CONFIG), 1, 0.1f)))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("patches of 2");
  }

  @Test
  void positionsAreThoseOfTheCheckpoint() throws IOException {
    StditConfig config = new StditConfig(4, 2, 48, 2, 4, 192, 40, 12, 0.5, 1);
    try (WeightSource weights =
        SafetensorsFile.open(SharedFolder.require("golden/opensora_stdit/weights.safetensors"))) {
      assertThat(StditPositions.space(config, 3, 4).toFloats())
          .containsExactly(weights.tensor(StditPositions.SPACE).toFloats(), within(1e-7f));
      assertThat(StditPositions.time(config, 4).toFloats())
          .containsExactly(weights.tensor(StditPositions.TIME).toFloats(), within(1e-7f));
    }
  }

  private static StditNetwork open() {
    return StditNetwork.open(
        CONFIG,
        3,
        6,
        4,
        NetworkOptions.DEFAULT,
        TestingWeights.random(StditNetwork.parameterShapes(CONFIG), 7, 0.2f));
  }

  /** Two texts of six tokens, of which four and five are no padding. */
  private StditNetwork.Prompt prompt() {
    return new StditNetwork.Prompt(
        random(2, 6, 14), HostTensor.floats(Shape.of(2, 6), 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0));
  }

  private static StditNetwork.Prompt row(StditNetwork.Prompt prompt, int row) {
    return new StditNetwork.Prompt(row(prompt.captions(), row), row(prompt.mask(), row));
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
