package io.kinolake.tests.bench;

import io.kinolake.models.diffusion.FlowConvention;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.graph.Precision;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.training.batch.PreparedSteps.MicroBatch;
import io.kinolake.training.batch.PreparedSteps.Step;
import io.kinolake.training.data.SamplerState;
import io.kinolake.training.data.TableVersions;
import io.kinolake.training.loop.Ranks;
import io.kinolake.training.loop.Trainer;
import io.kinolake.training.loop.Weights;
import io.kinolake.training.model.ModelPart;
import io.kinolake.training.model.Split;
import io.kinolake.training.model.StepVideoModel;
import io.kinolake.training.optimizer.AdamW;
import io.kinolake.training.optimizer.LearningRate;
import io.kinolake.training.optimizer.WeightUpdate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Times steps of training a transformer of Step-Video's kind: width 768, six heads of 128, six
 * layers, 1,024 tokens, 320 tokens of captions and 77 of CLIP. Prints the least and the median
 * seconds of a step, and the rate of a large product of matrices.
 */
final class TrainingSteps {
  static final int LAYERS = 6;
  static final int HEADS = 6;
  static final int HEAD_SIZE = 128;
  static final int FRAMES = 4;
  static final int SIDE = 16;
  static final int CHANNELS = 64;
  static final int CAPTION_TOKENS = 320;
  static final int TEXT_CHANNELS = 1024;

  private static final int WARM_UP = 2;
  private static final int PRODUCT = 2048;

  private static final StepDitConfig CONFIG =
      new StepDitConfig(
          CHANNELS,
          CHANNELS,
          1,
          HEADS,
          HEAD_SIZE,
          List.of(HEAD_SIZE / 2, HEAD_SIZE / 4, HEAD_SIZE / 4),
          LAYERS,
          TEXT_CHANNELS,
          TEXT_CHANNELS,
          false);

  private TrainingSteps() {}

  /** Arguments: {@code FLOAT32} or {@code BFLOAT16}, threads, steps, {@code whole|staged}. */
  public static void main(String[] arguments) {
    NetworkOptions options =
        new NetworkOptions(Precision.valueOf(arguments[0]), Integer.parseInt(arguments[1]));
    int steps = Integer.parseInt(arguments[2]);
    double[] seconds =
        seconds(Ranks.alone(1), options, arguments[3].equals("staged"), /* micros= */ 1, steps);
    System.out.println("step " + seconds[0] + " " + seconds[seconds.length / 2]);
    System.out.println("product " + productRate());
  }

  /**
   * Trains the network.
   *
   * @param staged block by block, with recomputation
   * @param micros micro batches of one sample that this rank adds up in a step
   * @return the seconds of each step, the least first
   */
  static double[] seconds(
      Ranks ranks, NetworkOptions options, boolean staged, int micros, int steps) {
    double[] seconds = new double[steps];
    StepVideoModel model = model();
    try (Weights weights = Weights.random(ModelPart.of(model, 0, 1), 1);
        Trainer trainer =
            new Trainer(
                weights,
                Trainer.tapes(model, staged, Split.ALONE),
                new WeightUpdate.Settings(
                    new AdamW.Settings(0.9, 0.95, 1e-8, 0.01),
                    LearningRate.constant(1e-4),
                    1,
                    Optional.empty()),
                ranks,
                options,
                1,
                Optional.empty())) {
      Step step = step(micros);
      for (int i = -WARM_UP; i < seconds.length; i++) {
        long start = System.nanoTime();
        trainer.step(i + WARM_UP + 1L, step);
        if (i >= 0) {
          seconds[i] = (System.nanoTime() - start) / 1e9;
        }
      }
    }
    Arrays.sort(seconds);
    return seconds;
  }

  static StepVideoModel model() {
    return new StepVideoModel(CONFIG, FlowConvention.PAPER);
  }

  private static Step step(int micros) {
    Random random = new Random(1);
    Shape latents = Shape.of(FRAMES, CHANNELS, SIDE, SIDE);
    Map<String, HostTensor> inputs = new HashMap<>();
    for (String name : List.of(StepVideoModel.DATA, StepVideoModel.NOISE)) {
      inputs.put(name, normal(random, Shape.of(1, FRAMES, CHANNELS, SIDE, SIDE)));
    }
    inputs.put(StepVideoModel.DATA_WEIGHT, HostTensor.floats(Shape.of(1), 0.4f));
    inputs.put(StepVideoModel.NOISE_WEIGHT, HostTensor.floats(Shape.of(1), 0.6f));
    inputs.put(StepVideoModel.TIMESTEP, HostTensor.floats(Shape.of(1), 0.6f));
    inputs.put(StepVideoModel.CAPTIONS, normal(random, Shape.of(1, CAPTION_TOKENS, TEXT_CHANNELS)));
    inputs.put(
        StepVideoModel.CLIP, normal(random, Shape.of(1, StepDitConfig.CLIP_TOKENS, TEXT_CHANNELS)));
    float[] mask = new float[CAPTION_TOKENS];
    Arrays.fill(mask, 1);
    inputs.put(StepVideoModel.MASK, HostTensor.floats(Shape.of(1, CAPTION_TOKENS), mask));
    SamplerState after =
        new SamplerState(
            Fingerprint.of("none"), new TableVersions(0, Optional.empty()), 1, 0, new TreeMap<>());
    return new Step(
        "bench",
        0,
        1,
        Collections.nCopies(micros, new MicroBatch(List.of("clip"), latents, inputs)),
        after,
        Duration.ZERO);
  }

  private static HostTensor normal(Random random, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return HostTensor.floats(shape, values);
  }

  /** Floating-point operations of a product of matrices per second, the best of ten, in 1e9. */
  private static double productRate() {
    double best = 0;
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      Operand<TFloat32> a =
          tf.random.randomUniform(tf.constant(new int[] {PRODUCT, PRODUCT}), TFloat32.class);
      for (int i = 0; i < 10; i++) {
        long start = System.nanoTime();
        try (TFloat32 product = tf.linalg.matMul(a, a).asTensor()) {
          double seconds = (System.nanoTime() - start) / 1e9;
          best = Math.max(best, 2.0 * product.shape().size() * PRODUCT / seconds / 1e9);
        }
      }
    }
    return best;
  }

  /**
   * Floating-point operations of the products of a step, in 1e9: forward, and twice as many back.
   */
  static double operations() {
    double width = (double) HEADS * HEAD_SIZE;
    double tokens = (double) FRAMES * SIDE * SIDE;
    double text = CAPTION_TOKENS + StepDitConfig.CLIP_TOKENS;
    double block =
        tokens * width * width * (3 + 1 + 1 + 1 + 8)
            + text * width * width * 2
            + 2 * tokens * tokens * width
            + 2 * tokens * text * width;
    double ends =
        2 * tokens * CHANNELS * width
            + CAPTION_TOKENS * (TEXT_CHANNELS * width + width * width)
            + StepDitConfig.CLIP_TOKENS * TEXT_CHANNELS * width;
    return 3 * 2 * (LAYERS * block + ends) / 1e9;
  }
}
