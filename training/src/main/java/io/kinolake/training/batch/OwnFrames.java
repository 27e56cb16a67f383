package io.kinolake.training.batch;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.training.data.StepBatch.Loaded;
import io.kinolake.training.model.Split;
import io.kinolake.training.model.SplitModel;
import java.util.List;
import java.util.Map;

/**
 * Micro batches of which a context-parallel rank has its frames only. What is drawn is drawn for
 * all frames first, so that it does not depend on how they are shared.
 *
 * @param all makes them of all frames
 * @param model tells what has frames
 * @param split this rank's place
 */
public record OwnFrames(MicroBatches all, SplitModel model, Split split) implements MicroBatches {
  @Override
  public Shape latents(Loaded sample) {
    return all.latents(sample);
  }

  @Override
  public Map<String, HostTensor> of(List<Loaded> samples, long epoch) {
    return model.own(all.of(samples, epoch), split);
  }
}
