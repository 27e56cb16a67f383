package io.kinolake.training.loop;

import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.config.ParallelSettings;
import io.kinolake.training.config.TrainingConfig;
import io.kinolake.training.data.EpochPlan;
import io.kinolake.training.data.EpochPlan.BucketPlan;
import io.kinolake.training.data.Sampler;
import io.kinolake.training.data.TrainingData;
import io.kinolake.training.model.ModelPart;
import io.kinolake.training.model.Split;
import io.kinolake.training.model.SplitModel;
import io.kinolake.training.model.TrainableModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a training will need, told before it starts.
 *
 * @param parameters of the whole model
 * @param trained of these
 * @param bytes that a device holds for as long as the training runs
 * @param epoch the steps of one pass over the data
 * @param dataRanks ranks that have samples of their own
 */
public record TrainingPlan(
    long parameters, long trained, Bytes bytes, EpochPlan epoch, int dataRanks) {
  private static final double GIB = 1 << 30;

  /**
   * Bytes on a device.
   *
   * @param weights of 32 bits, with those of a reference
   * @param gradients of 32 bits
   * @param optimizer moments and average that a rank owns
   */
  public record Bytes(long weights, long gradients, long optimizer) {
    long sum() {
      return weights + gradients + optimizer;
    }
  }

  /**
   * Plans.
   *
   * @throws KinolakeException if settings contradict each other or there is nothing to train on
   */
  public static TrainingPlan of(TrainingConfig config) {
    ParallelSettings parallel = config.parallel();
    int dataRanks = dataRanks(config);
    TrainableModel model = config.trainable();
    ModelPart part = ModelPart.of(model, 0, parallel.tensor());
    long all = 0;
    long trained = 0;
    for (Map.Entry<String, Shape> each : part.shapes().entrySet()) {
      long elements = each.getValue().elements();
      all += elements;
      trained += model.fixed().contains(each.getKey()) ? 0 : elements;
    }
    TrainingData data = PreferenceRun.paired(config, TrainingData.open(config.data().request()));
    EpochPlan epoch = new Sampler(data, config.data().seed()).plan(config.batch().global());
    requireVideos(epoch, config);
    long owned = config.optimizer().average().isPresent() ? 3L : 2L;
    long copies = config.preference().pairs().isPresent() ? 2 : 1; // the reference's are the other
    long held = part.elements(name -> !model.fixed().contains(name));
    return new TrainingPlan(
        all,
        trained,
        new Bytes(
            copies * part.elements(name -> true) * Float.BYTES,
            held * Float.BYTES,
            held * owned * Float.BYTES / ((long) dataRanks * parallel.context())),
        epoch,
        dataRanks);
  }

  /**
   * Sees to it that ranks can share the model.
   *
   * @throws KinolakeException BAD_CONFIG if ranks, heads or the model cannot be divided so
   */
  public static void requireRanks(TrainingConfig config) {
    dataRanks(config);
  }

  /**
   * Ranks that have samples of their own.
   *
   * @throws KinolakeException BAD_CONFIG if ranks, heads or the model cannot be divided so
   */
  static int dataRanks(TrainingConfig config) {
    ParallelSettings parallel = config.parallel();
    int shared = parallel.tensor() * parallel.context();
    if (parallel.ranks() % shared != 0) {
      throw refused(
          "%d ranks (%d nodes of %d) are no multiple of tensor %d times context %d"
              .formatted(
                  parallel.ranks(),
                  parallel.nodes(),
                  parallel.processesPerNode(),
                  parallel.tensor(),
                  parallel.context()));
    }
    if (shared > 1) {
      SplitModel.of(config.trainable()).requireRanks(first(parallel));
    }
    return parallel.ranks() / shared;
  }

  /**
   * Sees to it that context-parallel ranks can share the videos of every bucket: told at once, not
   * when the turn of such a sample comes.
   *
   * @throws KinolakeException BAD_CONFIG if not
   */
  static void requireVideos(EpochPlan epoch, TrainingConfig config) {
    if (config.parallel().context() > 1) {
      SplitModel model = SplitModel.of(config.trainable());
      Split first = first(config.parallel());
      for (BucketPlan bucket : epoch.buckets()) {
        model.requireVideo(bucket.frames(), bucket.height(), bucket.width(), first);
      }
    }
  }

  private static Split first(ParallelSettings parallel) {
    return new Split(0, parallel.tensor(), 0, parallel.context());
  }

  /** Lines for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("parameters: %,d, of which %,d are trained".formatted(parameters, trained));
    lines.add(
        String.format(
            Locale.ROOT,
            "memory of each rank beside activations: %.3f GiB (weights %.3f, gradients %.3f, optimizer %.3f)",
            bytes.sum() / GIB,
            bytes.weights() / GIB,
            bytes.gradients() / GIB,
            bytes.optimizer() / GIB));
    for (BucketPlan bucket : epoch.buckets()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "bucket %s: %d samples, %d steps of %d, %.0f %% full",
              bucket.bucket(),
              bucket.samples(),
              bucket.steps(),
              bucket.globalBatch(),
              100 * bucket.fill()));
    }
    lines.add(
        "epoch: %d samples in %d steps, shared by %d data-parallel ranks"
            .formatted(epoch.samples(), epoch.steps(), dataRanks));
    return lines;
  }

  private static KinolakeException refused(String what) {
    return new KinolakeException(
        FailureCode.BAD_CONFIG, what + ". Correct the settings in 'parallel'.");
  }
}
