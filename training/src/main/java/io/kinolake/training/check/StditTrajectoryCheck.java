package io.kinolake.training.check;

import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.networks.stdit.StditConfig;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.training.model.StditModel;
import io.kinolake.training.model.TrainableModel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Recorded runs of Open-Sora's STDiT. */
public final class StditTrajectoryCheck extends TrajectoryCheck {
  /** As one piece. */
  public StditTrajectoryCheck() {
    this(false);
  }

  StditTrajectoryCheck(boolean staged) {
    super("train_trajectory_stdit", staged);
  }

  @Override
  TrainableModel model(GoldenFolder folder) {
    return new StditModel(StditConfig.of(folder.config().path("model")));
  }

  @Override
  Map<String, HostTensor> batch(GoldenFolder folder, String step, int from, int to) {
    Map<String, HostTensor> batch = new LinkedHashMap<>();
    HostTensor captions = rows(folder.tensor(step + ".y"), from, to);
    Shape shape = captions.shape();
    batch.put(StditModel.DATA, rows(folder.tensor(step + ".x0"), from, to));
    batch.put(StditModel.NOISE, rows(folder.tensor(step + ".noise"), from, to));
    batch.put(StditModel.STEP, integers(folder.tensor(step + ".t"), from, to));
    batch.put(
        StditModel.CAPTIONS, captions.reshape(Shape.of(shape.dim(0), shape.dim(2), shape.dim(3))));
    batch.put(StditModel.MASK, rows(folder.tensor(step + ".mask").cast(DType.F32), from, to));
    batch.put(StditModel.DROPPED, integers(folder.tensor(step + ".drop"), from, to));
    return batch;
  }

  @Override
  Map<String, String> reports() {
    return Map.of("mse", StditModel.NOISE_LOSSES, "vb", StditModel.VARIANCE_LOSSES);
  }

  /** Softmax ignores a key's bias, whose gradient is rounding noise: see the folder's notes. */
  @Override
  Predicate<String> moved() {
    return name -> !name.endsWith("qkv.bias") && !name.endsWith("kv_linear.bias");
  }

  private static HostTensor integers(HostTensor tensor, int from, int to) {
    long[] values = Arrays.copyOfRange(tensor.toLongs(), from, to);
    return HostTensor.integers(DType.I32, Shape.of(values.length), values);
  }
}
