package io.kinolake.training.optimizer;

import io.kinolake.models.graph.NativeTensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Turns the gradients of a global batch into new weights. The trained parameters in the order of
 * their names form one flat vector, of which each data-parallel rank owns a part: it keeps the
 * optimizer's state of that part, moves it and tells the others. Used by one thread. Owns the
 * optimizer's memory, not the parameters', until it is closed.
 */
public final class WeightUpdate implements AutoCloseable {
  private final Settings settings;
  private final GradientExchange exchange;
  private final ElementWork work;
  private final Map<String, NativeTensor> parameters;
  private final List<String> trained;
  private final List<Slice> owned;
  private final AdamW optimizer;
  private final Optional<WeightAverage> average;

  /**
   * How weights are moved.
   *
   * @param rate learning rate of each step
   * @param longestGradient gradients are shortened to this length; 0 leaves them
   * @param averageDecay how much of the moving average of the weights is kept, if there is one
   */
  public record Settings(
      AdamW.Settings optimizer,
      LearningRate rate,
      double longestGradient,
      Optional<Double> averageDecay) {}

  /**
   * What an update did.
   *
   * @param gradientNorm length of the gradient before it was shortened
   * @param rate the learning rate
   * @param skipped whether nothing was changed because the gradient holds NaN or infinity
   */
  public record Outcome(double gradientNorm, double rate, boolean skipped) {}

  /**
   * An update that has not begun.
   *
   * @param parameters every parameter, changed in place
   * @param trained names of those that are trained
   */
  public WeightUpdate(
      Settings settings,
      Map<String, NativeTensor> parameters,
      Collection<String> trained,
      GradientExchange exchange,
      ElementWork work) {
    this.settings = settings;
    this.exchange = exchange;
    this.work = work;
    this.parameters = Map.copyOf(parameters);
    this.trained = trained.stream().sorted().toList();
    this.owned = owned();
    this.optimizer = new AdamW(settings.optimizer(), owned, work);
    this.average =
        settings
            .averageDecay()
            .map(decay -> new WeightAverage(decay, owned, this.parameters, work));
  }

  /**
   * Moves the weights.
   *
   * @param step counted from 1
   * @param gradients of the mean loss of the global batch, this rank's part of the sum; changed
   */
  public Outcome apply(long step, Map<String, NativeTensor> gradients) {
    exchange.addUp(flat(gradients));
    double norm = norm(gradients);
    double rate = settings.rate().at(step);
    if (!Double.isFinite(norm)) {
      return new Outcome(norm, rate, true);
    }
    double scale = GradientNorm.clip(norm, settings.longestGradient());
    optimizer.step(parameters, gradients, step, rate, scale);
    exchange.spread(flat(parameters));
    average.ifPresent(mean -> mean.follow(parameters));
    return new Outcome(norm, rate, false);
  }

  /** The optimizer, to store and restore its state. */
  public AdamW optimizer() {
    return optimizer;
  }

  /** The moving average, to store and restore it. */
  public Optional<WeightAverage> average() {
    return average;
  }

  @Override
  public void close() {
    optimizer.close();
    average.ifPresent(WeightAverage::close);
  }

  private double norm(Map<String, NativeTensor> gradients) {
    Map<Boolean, List<Slice>> isSplit =
        owned.stream().collect(Collectors.partitioningBy(slice -> exchange.isSplit(slice.name())));
    return Math.sqrt(
        exchange.addUpSquares(
            GradientNorm.squares(isSplit.get(false), gradients, work),
            GradientNorm.squares(isSplit.get(true), gradients, work)));
  }

  private List<FloatBuffer> flat(Map<String, NativeTensor> tensors) {
    return trained.stream().map(name -> tensors.get(name).floats()).toList();
  }

  private List<Slice> owned() {
    long elements = trained.stream().mapToLong(this::length).sum();
    long first = exchange.firstOwned(elements);
    long end = exchange.endOwned(elements);
    List<Slice> slices = new ArrayList<>();
    long start = 0;
    for (String name : trained) {
      long length = length(name);
      long from = Math.max(0, first - start);
      long to = Math.min(length, end - start);
      if (from < to) {
        slices.add(new Slice(name, Math.toIntExact(from), Math.toIntExact(to)));
      }
      start += length;
    }
    return slices;
  }

  private long length(String name) {
    return parameters.get(name).shape().elements();
  }
}
