package io.kinolake.models.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

class TestIddpm {
  private static final IddpmSchedule TRAINING = IddpmSchedule.training();

  @Test
  void aRespacedScheduleKeepsAsMuchNoiseAtEveryStep() {
    for (int steps : new int[] {1, 2, 7, 100, 1000}) {
      IddpmSchedule respaced = TRAINING.respaced(steps);
      assertThat(respaced.steps()).isEqualTo(steps);
      for (int i = 0; i < steps; i++) {
        assertThat(respaced.kept(i)).isCloseTo(TRAINING.kept(respaced.timestep(i)), within(1e-12));
      }
    }
    assertThat(TRAINING.respaced(100).timestep(99)).isEqualTo(999);
  }

  @Test
  void moreStepsThanThereAreCannotBeKept() {
    assertThatThrownBy(() -> TRAINING.respaced(1001)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TRAINING.respaced(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theRightNoiseLeadsBackToTheData() {
    Random random = new Random(8);
    HostTensor data = random(random, Shape.of(2, 1, 3));
    HostTensor noise = random(random, Shape.of(2, 1, 3));
    int[] steps = {3, 700};
    HostTensor noisy = mixed(data, noise, steps);
    float[] output = new float[12];
    System.arraycopy(noise.toFloats(), 0, output, 0, 3);
    System.arraycopy(noise.toFloats(), 3, output, 6, 3);
    IddpmStep back =
        IddpmStep.of(TRAINING, steps, noisy, HostTensor.floats(Shape.of(2, 2, 3), output));
    for (int i = 0; i < 6; i++) {
      assertThat(back.data().toFloats()[i]).isCloseTo(data.toFloats()[i], within(1e-3f));
      double log = back.logVariance().toFloats()[i];
      double most = Math.log(TRAINING.beta(steps[i / 3]));
      double least = TRAINING.posteriorLogVariance(steps[i / 3]);
      assertThat(log).isCloseTo((most + least) / 2, within(1e-5));
    }
  }

  @Test
  void samplingWithAPerfectDenoiserFindsTheData() {
    HostTensor data = random(new Random(2), Shape.of(1, 2, 4));
    IddpmSchedule schedule = TRAINING.respaced(20);
    Denoiser perfect =
        (latents, timestep) -> {
          double kept = TRAINING.kept((int) timestep);
          float[] output = new float[16];
          for (int i = 0; i < 8; i++) {
            output[i] =
                (float)
                    ((latents.toFloats()[i] - Math.sqrt(kept) * data.toFloats()[i])
                        / Math.sqrt(1 - kept));
          }
          return HostTensor.floats(Shape.of(1, 4, 4), output);
        };
    HostTensor start = random(new Random(4), Shape.of(1, 2, 4));
    float[] found =
        new IddpmSampler(schedule, perfect, NoiseSource.of(new Random(6)))
            .sample(start, StepListener.NONE)
            .toFloats();
    for (int i = 0; i < 8; i++) {
      assertThat(found[i]).isCloseTo(data.toFloats()[i], within(1e-3f));
    }
  }

  @Test
  void aPerfectOutputCostsNothing() {
    Random random = new Random(9);
    HostTensor data = random(random, Shape.of(2, 1, 3));
    HostTensor noise = random(random, Shape.of(2, 1, 3));
    float[] output = new float[12];
    for (int i = 0; i < 3; i++) {
      output[i] = noise.toFloats()[i];
      output[6 + i] = noise.toFloats()[3 + i];
      // −1 is the posterior's own variance.
      output[3 + i] = -1;
      output[9 + i] = -1;
    }
    Map<String, HostTensor> found = loss(data, noise, new long[] {5, 900}, output);
    assertThat(found.get("noise").toFloats()).containsExactly(0, 0);
    for (float bits : found.get("variance").toFloats()) {
      assertThat(bits).isCloseTo(0, within(1e-4f));
    }
  }

  @Test
  void theBitsDoNotTeachTheMean() {
    Random random = new Random(10);
    HostTensor data = random(random, Shape.of(2, 1, 3));
    HostTensor noise = random(random, Shape.of(2, 1, 3));
    float[] output = random(random, Shape.of(12)).toFloats();
    float[] gradient = loss(data, noise, new long[] {0, 400}, output).get("bits").toFloats();
    for (int i = 0; i < 3; i++) {
      assertThat(gradient[i]).isZero();
      assertThat(gradient[6 + i]).isZero();
      assertThat(gradient[9 + i]).isNotZero().isFinite();
    }
  }

  private static Map<String, HostTensor> loss(
      HostTensor data, HostTensor noise, long[] steps, float[] output) {
    try (Network network =
        Network.build(
            NetworkOptions.DEFAULT,
            builder -> {
              Operand<TFloat32> x = builder.input("data", TFloat32.class, -1, 1, 3);
              Operand<TFloat32> e = builder.input("noise", TFloat32.class, -1, 1, 3);
              Operand<TFloat32> y = builder.input("output", TFloat32.class, -1, 2, 3);
              IddpmLoss loss =
                  new IddpmLoss(builder.tf(), TRAINING, builder.input("steps", TInt32.class, -1));
              IddpmLoss.Parts parts = loss.of(x, e, loss.noisy(x, e), y);
              builder.output("noise", parts.noise());
              builder.output("variance", parts.variance());
              Operand<TFloat32> bits =
                  builder.tf().math.mean(parts.variance(), builder.tf().constant(0));
              builder.output("bits", builder.gradients(bits, Map.of("y", y)).get("y"));
            })) {
      return network.run(
          Map.of(
              "data",
              data,
              "noise",
              noise,
              "output",
              HostTensor.floats(Shape.of(2, 2, 3), output),
              "steps",
              HostTensor.integers(DType.I32, Shape.of(2), steps)),
          List.of("noise", "variance", "bits"));
    }
  }

  private static HostTensor mixed(HostTensor data, HostTensor noise, int[] steps) {
    float[] mixed = new float[6];
    for (int i = 0; i < 6; i++) {
      mixed[i] =
          (float)
              (TRAINING.dataFactor(steps[i / 3]) * data.toFloats()[i]
                  + TRAINING.noiseFactor(steps[i / 3]) * noise.toFloats()[i]);
    }
    return HostTensor.floats(data.shape(), mixed);
  }

  private static HostTensor random(Random random, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return HostTensor.floats(shape, values);
  }
}
