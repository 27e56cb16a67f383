package io.kinolake.training.check;

import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.diffusion.FlowConvention;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.training.model.StepVideoModel;
import io.kinolake.training.model.TrainableModel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Recorded runs of Step-Video's transformer. */
public final class StepVideoTrajectoryCheck extends TrajectoryCheck {
  /** As one piece. */
  public StepVideoTrajectoryCheck() {
    this(false);
  }

  StepVideoTrajectoryCheck(boolean staged) {
    super("train_trajectory_stepvideo", staged);
  }

  @Override
  TrainableModel model(GoldenFolder folder) {
    return new StepVideoModel(
        StepDitConfig.of(folder.config().path("model")), FlowConvention.PAPER);
  }

  @Override
  Map<String, HostTensor> batch(GoldenFolder folder, String step, int from, int to) {
    Map<String, HostTensor> batch = new LinkedHashMap<>();
    HostTensor times = rows(folder.tensor(step + ".t"), from, to);
    float[] noise = times.toFloats();
    for (int i = 0; i < noise.length; i++) {
      noise[i] = 1 - noise[i];
    }
    batch.put(StepVideoModel.DATA, rows(folder.tensor(step + ".x0"), from, to));
    batch.put(StepVideoModel.NOISE, rows(folder.tensor(step + ".noise"), from, to));
    batch.put(StepVideoModel.TIMESTEP, times);
    batch.put(StepVideoModel.DATA_WEIGHT, times);
    batch.put(StepVideoModel.NOISE_WEIGHT, HostTensor.floats(times.shape(), noise));
    batch.put(
        StepVideoModel.CAPTIONS, rows(folder.tensor(step + ".encoder_hidden_states"), from, to));
    batch.put(
        StepVideoModel.CLIP, rows(folder.tensor(step + ".encoder_hidden_states_2"), from, to));
    batch.put(
        StepVideoModel.MASK, rows(folder.tensor(step + ".text_mask").cast(DType.F32), from, to));
    return batch;
  }

  @Override
  Map<String, String> reports() {
    return Map.of();
  }

  @Override
  Predicate<String> moved() {
    return name -> true;
  }
}
