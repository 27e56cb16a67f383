package io.kinolake.training.preference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinolake.models.diffusion.FlowConvention;
import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.training.model.StepVideoModel;
import io.kinolake.training.model.TrainableModel;
import io.kinolake.training.optimizer.ElementWork;
import io.kinolake.training.step.Exchanges;
import io.kinolake.training.step.GradientSums;
import io.kinolake.training.step.Tape;
import io.kinolake.training.step.TapeRunner;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/** A small transformer, its reference, and two pairs of videos by chance. */
final class TinyPairs implements AutoCloseable {
  static final int PAIRS = 2;
  static final Shape LATENTS = Shape.of(2, 4, 2, 3);
  private static final int ROWS = 2 * PAIRS;
  private static final int CAPTION = 5;

  private final ElementWork work = new ElementWork(1);
  private final TapeRunner runner = new TapeRunner(NetworkOptions.DEFAULT, Exchanges.ALONE, work);
  private final StepVideoPreferenceModel model;
  private final boolean staged;

  TinyPairs(PreferenceSettings settings, boolean staged) {
    this.model = new StepVideoPreferenceModel(config(), FlowConvention.MINDSPEED, settings);
    this.staged = staged;
  }

  static PreferenceSettings settings(double lossBeta, double smoothing, double ftx) {
    return new PreferenceSettings(
        lossBeta, 0.1, smoothing, ftx, 0, Optional.empty(), Optional.empty());
  }

  /** The model that is trained, four heads wide. */
  StepVideoPreferenceModel model() {
    return model;
  }

  /** A micro batch as tensors. */
  static Map<String, HostTensor> tensors(Map<String, float[]> batch) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    batch.forEach(
        (name, values) -> tensors.put(name, HostTensor.floats(shape(name, values), values)));
    return tensors;
  }

  /** Weights by chance. */
  Map<String, float[]> weights(long seed) {
    Random random = new Random(seed);
    Map<String, float[]> weights = new LinkedHashMap<>();
    model
        .parameterShapes()
        .forEach((name, shape) -> weights.put(name, gaussians(random, shape.elements(), 0.2f)));
    return weights;
  }

  /** Two pairs, without the reference's errors. */
  static Map<String, float[]> batch() {
    Random random = new Random(3);
    int each = Math.toIntExact(LATENTS.elements());
    Map<String, float[]> batch = new LinkedHashMap<>();
    batch.put(StepVideoModel.DATA, gaussians(random, (long) ROWS * each, 1));
    batch.put(StepVideoModel.NOISE, twice(gaussians(random, (long) PAIRS * each, 1)));
    float[] times = {300, 800, 300, 800};
    batch.put(StepVideoPreferenceModel.LOSS_TIME, times);
    batch.put(StepVideoModel.TIMESTEP, mapped(times, time -> time / 1000));
    batch.put(StepVideoModel.NOISE_WEIGHT, mapped(times, time -> time / 1000));
    batch.put(StepVideoModel.DATA_WEIGHT, mapped(times, time -> 1 - time / 1000));
    batch.put(StepVideoModel.CAPTIONS, twice(gaussians(random, (long) PAIRS * CAPTION * 8, 1)));
    batch.put(
        StepVideoModel.CLIP,
        twice(gaussians(random, (long) PAIRS * StepDitConfig.CLIP_TOKENS * 4, 1)));
    float[] mask = new float[ROWS * CAPTION];
    Arrays.fill(mask, 1);
    batch.put(StepVideoModel.MASK, mask);
    batch.put(StepVideoPreferenceModel.PAIR_WEIGHT, new float[] {1, 1});
    return batch;
  }

  /** The same pairs with chosen and rejected videos exchanged. */
  static Map<String, float[]> swapped() {
    Map<String, float[]> batch = batch();
    float[] data = batch.get(StepVideoModel.DATA);
    float[] swapped = new float[data.length];
    int half = data.length / 2;
    System.arraycopy(data, half, swapped, 0, half);
    System.arraycopy(data, 0, swapped, half, half);
    batch.put(StepVideoModel.DATA, swapped);
    return batch;
  }

  /** The reference's errors. */
  float[] reference(Map<String, float[]> weights, Map<String, float[]> batch) {
    TrainableModel reference = model.reference();
    Tape tape = staged ? reference.staged(LATENTS) : reference.whole(LATENTS);
    Map<String, NativeTensor> given = given(batch);
    try (ReferenceErrors errors =
        new ReferenceErrors(runner, Exchanges.ALONE, parameters(weights))) {
      return errors.of(tape, given).toFloats();
    } finally {
      given.values().forEach(NativeTensor::close);
    }
  }

  /** What the tape tells, without gradients. */
  Map<String, float[]> told(Map<String, float[]> weights, Map<String, float[]> batch) {
    return run(weights, batch, new LinkedHashMap<>(), false);
  }

  /** What the tape tells; the gradients are put into the map. */
  Map<String, float[]> learned(
      Map<String, float[]> weights, Map<String, float[]> batch, Map<String, float[]> gradients) {
    return run(weights, batch, gradients, true);
  }

  private Map<String, float[]> run(
      Map<String, float[]> weights,
      Map<String, float[]> batch,
      Map<String, float[]> gradients,
      boolean backward) {
    Tape tape = staged ? model.staged(LATENTS) : model.whole(LATENTS);
    Map<String, NativeTensor> parameters = parameters(weights);
    Map<String, NativeTensor> given = given(batch);
    Map<String, float[]> told = new LinkedHashMap<>();
    try (GradientSums sums = new GradientSums(work)) {
      Map<String, HostTensor> values =
          backward
              ? runner.run(tape, parameters, parameters.keySet(), given, 1, sums)
              : runner.forward(tape, parameters, given);
      values.forEach((name, value) -> told.put(name, value.toFloats()));
      sums.sums().forEach((name, sum) -> gradients.put(name, sum.host().toFloats()));
      return told;
    } finally {
      parameters.values().forEach(NativeTensor::close);
      given.values().forEach(NativeTensor::close);
    }
  }

  private Map<String, NativeTensor> parameters(Map<String, float[]> weights) {
    Map<String, NativeTensor> parameters = new LinkedHashMap<>();
    model
        .parameterShapes()
        .forEach(
            (name, shape) ->
                parameters.put(name, NativeTensor.of(HostTensor.floats(shape, weights.get(name)))));
    return parameters;
  }

  private static Map<String, NativeTensor> given(Map<String, float[]> batch) {
    Map<String, NativeTensor> given = new LinkedHashMap<>();
    tensors(batch).forEach((name, tensor) -> given.put(name, NativeTensor.of(tensor)));
    return given;
  }

  private static Shape shape(String name, float... values) {
    return switch (name) {
      case StepVideoModel.DATA, StepVideoModel.NOISE -> Shape.of(ROWS, 2, 4, 2, 3);
      case StepVideoModel.CAPTIONS -> Shape.of(ROWS, CAPTION, 8);
      case StepVideoModel.CLIP -> Shape.of(ROWS, StepDitConfig.CLIP_TOKENS, 4);
      case StepVideoModel.MASK -> Shape.of(ROWS, CAPTION);
      default -> Shape.of(values.length);
    };
  }

  private static StepDitConfig config() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("num_attention_heads", 4).put("attention_head_dim", 8).put("num_layers", 2);
    json.put("in_channels", 4).put("out_channels", 4);
    json.putArray("caption_channels").add(8).add(4);
    return StepDitConfig.of(json);
  }

  private static float[] gaussians(Random random, long count, float deviation) {
    float[] values = new float[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * deviation;
    }
    return values;
  }

  private static float[] twice(float... values) {
    float[] twice = Arrays.copyOf(values, 2 * values.length);
    System.arraycopy(values, 0, twice, values.length, values.length);
    return twice;
  }

  private static float[] mapped(float[] values, Function<Float, Float> function) {
    float[] mapped = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      mapped[i] = function.apply(values[i]);
    }
    return mapped;
  }

  @Override
  public void close() {
    runner.close();
    work.close();
  }
}
