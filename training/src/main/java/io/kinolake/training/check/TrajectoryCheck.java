package io.kinolake.training.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.check.NetworkCheck;
import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.training.model.TrainableModel;
import io.kinolake.training.optimizer.AdamW;
import io.kinolake.training.optimizer.ElementWork;
import io.kinolake.training.optimizer.GradientExchange;
import io.kinolake.training.optimizer.LearningRate;
import io.kinolake.training.optimizer.Slice;
import io.kinolake.training.optimizer.WeightUpdate;
import io.kinolake.training.step.BatchTensors;
import io.kinolake.training.step.Exchanges;
import io.kinolake.training.step.GradientSums;
import io.kinolake.training.step.Tape;
import io.kinolake.training.step.TapeRunner;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Checks folders that record a run of training: losses, norms of gradients, weights, the moments of
 * Adam and the moving average, step by step.
 */
abstract class TrajectoryCheck extends NetworkCheck {
  private final boolean staged;

  /**
   * A check of folders of one kind.
   *
   * @param staged whether the network runs in pieces
   */
  TrajectoryCheck(String kind, boolean staged) {
    super(kind);
    this.staged = staged;
  }

  /** The model that is trained. */
  abstract TrainableModel model(GoldenFolder folder);

  /** The micro batch of rows {@code from} to {@code to} of a step. */
  abstract Map<String, HostTensor> batch(GoldenFolder folder, String step, int from, int to);

  /** Values that are reported besides the loss: recorded names by names on the tape. */
  abstract Map<String, String> reports();

  /** Parameters that count for how far the weights have moved. */
  abstract Predicate<String> moved();

  /** Samples or pairs of a step, and of them those of a micro batch. */
  Rows rows(JsonNode config) {
    return new Rows(config.path("batch").asInt(), config.path("micro_batch").asInt());
  }

  /** Name of the recorded latents of the first step. */
  String firstData() {
    return "step01.x0";
  }

  /** What batches get besides what is recorded; the run closes it. */
  BatchCompletion completion(
      GoldenFolder folder, TapeRunner runner, Map<String, NativeTensor> start) {
    return BatchCompletion.NONE;
  }

  /**
   * Whole tensors that are recorded of a step besides losses and weights.
   *
   * @param batch the last micro batch
   * @param told what its tape told
   * @return by their names without the step's
   */
  Map<String, HostTensor> recorded(Map<String, HostTensor> batch, Map<String, HostTensor> told) {
    return Map.of();
  }

  /** How many rows a step has. */
  record Rows(int step, int micro) {}

  @Override
  protected final Map<String, HostTensor> compute(GoldenFolder folder) {
    try (Run run = new Run(folder)) {
      for (int step = 1; step <= folder.config().path("steps").asInt(); step++) {
        run.step(step);
      }
      return run.computed;
    }
  }

  /** Whether the network runs in pieces. */
  final boolean staged() {
    return staged;
  }

  /** Shape of a sample's latents. */
  final Shape latents(GoldenFolder folder) {
    long[] dims = folder.tensor(firstData()).shape().toArray();
    return Shape.of(Arrays.copyOfRange(dims, 1, dims.length));
  }

  /** Rows of a recorded tensor. */
  static HostTensor rows(HostTensor tensor, int from, int to) {
    long[] dims = tensor.shape().toArray();
    int row = Math.toIntExact(tensor.shape().elements() / dims[0]);
    dims[0] = (long) to - from;
    float[] values = Arrays.copyOfRange(tensor.toFloats(), from * row, to * row);
    return HostTensor.floats(Shape.of(dims), values);
  }

  private static WeightUpdate.Settings settings(JsonNode config) {
    JsonNode adam = config.path("optimizer");
    JsonNode rate = config.path("lr_schedule");
    double highest = rate.path("lr").asDouble();
    boolean constant = rate.path("name").asText().equals("constant");
    return new WeightUpdate.Settings(
        new AdamW.Settings(
            adam.path("betas").path(0).asDouble(),
            adam.path("betas").path(1).asDouble(),
            adam.path("eps").asDouble(),
            adam.path("weight_decay").asDouble()),
        constant
            ? LearningRate.constant(highest)
            : new LearningRate(
                highest,
                rate.path("min_lr").asDouble(),
                rate.path("warmup_steps").asInt(),
                rate.path("total_steps").asInt(),
                LearningRate.Decay.COSINE),
        config.path("clip_grad_norm").asDouble(0),
        config.has("ema_decay")
            ? Optional.of(config.path("ema_decay").asDouble())
            : Optional.empty());
  }

  /** One run over the recorded steps. */
  private final class Run implements AutoCloseable {
    private final GoldenFolder folder;
    private final ElementWork work = new ElementWork(2);
    private final Map<String, NativeTensor> parameters = new LinkedHashMap<>();
    private final Map<String, float[]> start = new LinkedHashMap<>();
    private final Set<String> trained = new TreeSet<>();
    private final TapeRunner runner = new TapeRunner(NetworkOptions.DEFAULT, Exchanges.ALONE, work);
    private final Tape tape;
    private final WeightUpdate update;
    private final BatchCompletion completion;
    private final Map<String, HostTensor> computed = new LinkedHashMap<>();

    Run(GoldenFolder folder) {
      this.folder = folder;
      TrainableModel model = model(folder);
      this.tape = staged ? model.staged(latents(folder)) : model.whole(latents(folder));
      try (WeightSource weights = folder.openWeights()) {
        for (String name : runner.parameterShapes(tape).keySet()) {
          parameters.put(name, NativeTensor.floats(weights, name));
        }
      }
      trained.addAll(parameters.keySet());
      trained.removeAll(model.fixed());
      trained.forEach(name -> start.put(name, parameters.get(name).host().toFloats()));
      this.update =
          new WeightUpdate(
              settings(folder.config()), parameters, trained, GradientExchange.ALONE, work);
      this.completion = completion(folder, runner, parameters);
    }

    void step(int number) {
      String step = "step%02d".formatted(number);
      Rows rows = rows(folder.config());
      int micro = rows.micro();
      float[] losses = new float[rows.step() / micro];
      Map<String, Double> means = new LinkedHashMap<>();
      try (GradientSums sums = new GradientSums(work)) {
        for (int i = 0; i < losses.length; i++) {
          Map<String, HostTensor> batch = batch(folder, step, i * micro, (i + 1) * micro);
          Map<String, HostTensor> told = run(batch, 1f / losses.length, sums);
          losses[i] = told.get(TrainableModel.LOSS).toFloats()[0];
          reports()
              .forEach(
                  (recorded, name) ->
                      means.merge(
                          recorded, mean(told.get(name).toFloats()) / losses.length, Double::sum));
          recorded(batch, told).forEach((name, value) -> computed.put(step + "." + name, value));
        }
        sums.sums().forEach((name, sum) -> computed.put(step + ".grad." + name, sum.host()));
        WeightUpdate.Outcome outcome = update.apply(number, sums.sums());
        computed.put(step + ".micro_loss", HostTensor.floats(Shape.of(losses.length), losses));
        means.put("loss", mean(losses));
        means.put("grad_norm", outcome.gradientNorm());
        means.put("lr", outcome.rate());
        means.put("moved_l2", distance(name -> parameters.get(name).host().toFloats()));
        update.average().ifPresent(unused -> means.put("ema_moved_l2", distance(this::average)));
        means.forEach(
            (name, value) ->
                computed.put(step + "." + name, HostTensor.doubles(Shape.of(1), value)));
        snapshot(step);
      }
    }

    private Map<String, HostTensor> run(
        Map<String, HostTensor> batch, float weight, GradientSums sums) {
      try (BatchTensors given = BatchTensors.of(batch)) {
        completion.complete(batch, given.tensors());
        return runner.run(tape, parameters, trained, given.tensors(), weight, sums);
      }
    }

    private void snapshot(String step) {
      for (String recorded : folder.tensors().tensors().keySet()) {
        String[] parts = recorded.split("\\.", 3);
        if (!parts[0].equals(step) || parts.length < 3) {
          continue;
        }
        Shape shape = folder.tensors().tensors().get(recorded).shape();
        switch (parts[1]) {
          case "param" -> computed.put(recorded, parameters.get(parts[2]).host());
          case "ema" -> computed.put(recorded, HostTensor.floats(shape, average(parts[2])));
          case "exp_avg" -> computed.put(recorded, moments(parts[2]).mean().host().reshape(shape));
          case "exp_avg_sq" ->
              computed.put(recorded, moments(parts[2]).square().host().reshape(shape));
          default -> {
            // computed with the step
          }
        }
      }
    }

    private float[] average(String name) {
      return update.average().orElseThrow().average().get(whole(name)).host().toFloats();
    }

    private AdamW.Moments moments(String name) {
      return update.optimizer().moments().get(whole(name));
    }

    private Slice whole(String name) {
      return new Slice(name, 0, start.get(name).length);
    }

    private double distance(Function<String, float[]> present) {
      double sum = 0;
      for (String name : trained) {
        if (moved().test(name)) {
          float[] then = start.get(name);
          float[] now = present.apply(name);
          for (int i = 0; i < then.length; i++) {
            double difference = (double) now[i] - then[i];
            sum += difference * difference;
          }
        }
      }
      return Math.sqrt(sum);
    }

    @Override
    public void close() {
      completion.close();
      update.close();
      runner.close();
      parameters.values().forEach(NativeTensor::close);
      work.close();
    }
  }

  private static double mean(float... values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
