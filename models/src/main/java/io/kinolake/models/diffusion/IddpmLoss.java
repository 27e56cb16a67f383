package io.kinolake.models.diffusion;

import java.util.function.IntToDoubleFunction;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The loss of a diffusion with learned variances (Nichol and Dhariwal, 2021) as parts of a graph.
 * Values of a schedule are looked up in the graph by each sample's step.
 */
public final class IddpmLoss {
  /** Half of the width of a grey value where pixels from −1 to 1 have 256 of them. */
  private static final float HALF_BIN = 1 / 255f;

  /** Beyond it, the outermost grey values reach to infinity. */
  private static final float EDGE = 0.999f;

  private static final float LEAST_PROBABILITY = 1e-12f;

  private final Ops tf;
  private final IddpmSchedule schedule;
  private final Operand<TInt32> steps;

  /**
   * The loss of a batch.
   *
   * @param steps the step of each sample: [batch]
   */
  public IddpmLoss(Ops tf, IddpmSchedule schedule, Operand<TInt32> steps) {
    this.tf = tf;
    this.schedule = schedule;
    this.steps = steps;
  }

  /**
   * The two parts of each sample's loss, [batch] each.
   *
   * @param noise mean squared error of the noise; teaches the mean
   * @param variance bits that the step back costs; teaches the variance
   */
  public record Parts(Operand<TFloat32> noise, Operand<TFloat32> variance) {
    /** Their sum; a batch's loss is its mean. */
    public Operand<TFloat32> sum(Ops tf) {
      return tf.math.add(noise, variance);
    }
  }

  /** Noisy data: [batch, channels, ...]. */
  public Operand<TFloat32> noisy(Operand<TFloat32> data, Operand<TFloat32> noise) {
    return tf.math.add(
        tf.math.mul(at(schedule::dataFactor, data), data),
        tf.math.mul(at(schedule::noiseFactor, data), noise));
  }

  /**
   * The loss.
   *
   * @param data [batch, channels, ...], all but the batch known
   * @param noise the noise that was added
   * @param noisy from {@link #noisy}
   * @param output of the network: [batch, 2·channels, ...]
   */
  public Parts of(
      Operand<TFloat32> data,
      Operand<TFloat32> noise,
      Operand<TFloat32> noisy,
      Operand<TFloat32> output) {
    var halves = tf.split(tf.constant(1), output, 2L).output();
    Operand<TFloat32> predicted = halves.get(0);
    Operand<TFloat32> logVariance = logVariance(halves.get(1));
    // The bits shall not teach the mean.
    Operand<TFloat32> mean = mean(noisy, tf.stopGradient(predicted));
    Operand<TFloat32> bits =
        tf.select(
            tf.math.equal(Samples.spread(tf, steps, data), tf.constant(0)),
            greyValueCost(data, mean, logVariance),
            divergence(data, noisy, mean, logVariance));
    return new Parts(
        Samples.mean(tf, tf.math.squaredDifference(noise, predicted)),
        tf.math.div(Samples.mean(tf, bits), tf.constant((float) Math.log(2))));
  }

  private Operand<TFloat32> logVariance(Operand<TFloat32> place) {
    Operand<TFloat32> fraction =
        tf.math.mul(tf.math.add(place, tf.constant(1f)), tf.constant(0.5f));
    Operand<TFloat32> most = at(step -> Math.log(schedule.beta(step)), place);
    Operand<TFloat32> least = at(schedule::posteriorLogVariance, place);
    return tf.math.add(
        tf.math.mul(fraction, most), tf.math.mul(tf.math.sub(tf.constant(1f), fraction), least));
  }

  private Operand<TFloat32> mean(Operand<TFloat32> noisy, Operand<TFloat32> predicted) {
    Operand<TFloat32> data =
        tf.math.sub(
            tf.math.mul(at(schedule::recipKept, noisy), noisy),
            tf.math.mul(at(schedule::recipNoise, noisy), predicted));
    return posteriorMean(data, noisy);
  }

  private Operand<TFloat32> posteriorMean(Operand<TFloat32> data, Operand<TFloat32> noisy) {
    return tf.math.add(
        tf.math.mul(at(schedule::posteriorDataFactor, noisy), data),
        tf.math.mul(at(schedule::posteriorNoisyFactor, noisy), noisy));
  }

  /** Kullback-Leibler divergence of the predicted step back from the true one, in nats. */
  private Operand<TFloat32> divergence(
      Operand<TFloat32> data,
      Operand<TFloat32> noisy,
      Operand<TFloat32> mean,
      Operand<TFloat32> logVariance) {
    Operand<TFloat32> trueLog = at(schedule::posteriorLogVariance, data);
    Operand<TFloat32> logs = tf.math.sub(logVariance, trueLog);
    Operand<TFloat32> apart =
        tf.math.mul(
            tf.math.squaredDifference(posteriorMean(data, noisy), mean),
            tf.math.exp(tf.math.neg(logVariance)));
    Operand<TFloat32> sum =
        tf.math.add(
            tf.math.sub(logs, tf.constant(1f)), tf.math.add(tf.math.exp(tf.math.neg(logs)), apart));
    return tf.math.mul(sum, tf.constant(0.5f));
  }

  /** Negative log probability of the data as grey values under the predicted normal, in nats. */
  private Operand<TFloat32> greyValueCost(
      Operand<TFloat32> data, Operand<TFloat32> mean, Operand<TFloat32> logVariance) {
    Operand<TFloat32> centred = tf.math.sub(data, mean);
    Operand<TFloat32> inverse = tf.math.exp(tf.math.mul(logVariance, tf.constant(-0.5f)));
    Operand<TFloat32> above =
        cumulative(tf.math.mul(inverse, tf.math.add(centred, tf.constant(HALF_BIN))));
    Operand<TFloat32> below =
        cumulative(tf.math.mul(inverse, tf.math.sub(centred, tf.constant(HALF_BIN))));
    Operand<TFloat32> inner = log(tf.math.sub(above, below));
    Operand<TFloat32> highest = log(tf.math.sub(tf.constant(1f), below));
    return tf.math.neg(
        tf.select(
            tf.math.less(data, tf.constant(-EDGE)),
            log(above),
            tf.select(tf.math.greater(data, tf.constant(EDGE)), highest, inner)));
  }

  /** Page's approximation (1977) of the normal distribution, by which the reference was trained. */
  private Operand<TFloat32> cumulative(Operand<TFloat32> x) {
    Operand<TFloat32> cubed =
        tf.math.mul(tf.math.mul(x, tf.math.square(x)), tf.constant(0.044715f));
    Operand<TFloat32> inner =
        tf.math.mul(tf.math.add(x, cubed), tf.constant((float) Math.sqrt(2 / Math.PI)));
    return tf.math.mul(tf.math.add(tf.math.tanh(inner), tf.constant(1f)), tf.constant(0.5f));
  }

  private Operand<TFloat32> log(Operand<TFloat32> probability) {
    return tf.math.log(tf.math.maximum(probability, tf.constant(LEAST_PROBABILITY)));
  }

  /** A value of the schedule for each sample, in the rank of {@code like}. */
  private Operand<TFloat32> at(IntToDoubleFunction value, Operand<TFloat32> like) {
    double[] table = schedule.table(value);
    float[] rounded = new float[table.length];
    for (int i = 0; i < table.length; i++) {
      rounded[i] = (float) table[i];
    }
    return Samples.spread(tf, tf.gather(tf.constant(rounded), steps, tf.constant(0)), like);
  }
}
