package io.kinolake.training.batch;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.training.data.ShardMap;
import io.kinolake.training.data.StepBatch.Loaded;
import io.kinolake.training.data.TrainingSample;
import io.kinolake.training.model.StepVideoModel;
import io.kinolake.training.preference.StepVideoPreferenceModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Micro batches of pairs: the chosen videos and then the rejected ones. Noise and time follow from
 * the pair's id and are the same for both, as are texts and, for image to video, the chosen video's
 * first picture. The reference's errors are left to be added.
 *
 * @param single makes them of the chosen videos
 * @param shards hold the rejected videos; the caller's
 * @param weights of the pairs, by their ids
 */
public record PairBatches(StepVideoBatches single, ShardMap shards, Map<String, Double> weights)
    implements MicroBatches {
  private static final float TIMESTEPS = 1000;

  @Override
  public Shape latents(Loaded sample) {
    return single.latents(sample);
  }

  @Override
  public Map<String, HostTensor> of(List<Loaded> pairs, long epoch) {
    Map<String, HostTensor> chosen = single.of(pairs, epoch);
    HostTensor rejected = single.data(pairs.stream().map(this::rejected).toList(), epoch);
    Map<String, HostTensor> batch = new LinkedHashMap<>();
    chosen.forEach(
        (name, rows) ->
            batch.put(
                name,
                TensorRows.concat(
                    List.of(rows, name.equals(StepVideoModel.DATA) ? rejected : rows))));
    batch.put(
        StepVideoPreferenceModel.LOSS_TIME, thousandths(batch.get(StepVideoModel.NOISE_WEIGHT)));
    batch.put(StepVideoPreferenceModel.PAIR_WEIGHT, pairWeights(pairs));
    return batch;
  }

  private Loaded rejected(Loaded pair) {
    TrainingSample sample = pair.sample().rejected().orElseThrow();
    return new Loaded(sample, shards.read(sample));
  }

  private static HostTensor thousandths(HostTensor shares) {
    float[] values = shares.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] *= TIMESTEPS;
    }
    return HostTensor.floats(shares.shape(), values);
  }

  private HostTensor pairWeights(List<Loaded> pairs) {
    float[] values = new float[pairs.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = weights.get(pairs.get(i).sample().clip().value()).floatValue();
    }
    return HostTensor.floats(Shape.of(values.length), values);
  }
}
