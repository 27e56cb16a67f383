package io.kinolake.training.sample;

import io.kinolake.models.graph.FiniteCheck;
import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.stepdit.StepDitNetwork;
import io.kinolake.models.networks.stepdit.StepDitPrompt;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.loop.Weights;
import io.kinolake.training.model.StepVideoModel;
import io.kinolake.training.model.StepVideoVelocity;
import io.kinolake.training.optimizer.ElementWork;
import io.kinolake.training.step.Exchanges;
import io.kinolake.training.step.Tape;
import io.kinolake.training.step.TapeRunner;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * This rank's part of Step-Video's transformer: of each block some heads and inner channels, as
 * 32-bit floats. All ranks that share it are asked the same at the same time, and find the same.
 */
final class SharedTransformer implements FlowTransformer {
  private final Weights weights;
  private final Tape tape;
  private final ElementWork work;
  private final TapeRunner runner;

  private SharedTransformer(
      Weights weights, Tape tape, NetworkOptions options, Exchanges exchanges) {
    this.weights = weights;
    this.tape = tape;
    this.work = new ElementWork(1);
    this.runner = new TapeRunner(options, exchanges, work);
  }

  /**
   * Loads the part.
   *
   * @param latents [frames, channels, height, width]
   * @throws KinolakeException WRONG_WEIGHTS that lists all that does not fit
   */
  static SharedTransformer open(
      StepVideoVelocity model,
      Shape latents,
      NetworkOptions options,
      Exchanges exchanges,
      WeightSource weights) {
    return new SharedTransformer(
        Weights.of(model.part(), weights), model.tape(latents), options, exchanges);
  }

  @Override
  public HostTensor velocity(
      HostTensor latents, float time, StepDitPrompt prompt, Optional<StepDitNetwork.Image> image) {
    int rows = Math.toIntExact(latents.shape().dim(0));
    Map<String, NativeTensor> batch = new HashMap<>();
    try {
      batch.put(StepVideoVelocity.LATENTS, NativeTensor.of(latents));
      batch.put(StepVideoModel.TIMESTEP, repeated(time, rows));
      batch.put(StepVideoModel.CAPTIONS, NativeTensor.of(prompt.captions()));
      batch.put(StepVideoModel.CLIP, NativeTensor.of(prompt.clip()));
      batch.put(StepVideoModel.MASK, NativeTensor.of(prompt.mask()));
      image.ifPresent(
          first -> {
            batch.put(StepVideoModel.IMAGE, NativeTensor.of(first.latents()));
            batch.put(StepVideoModel.MOTION, repeated(first.motion(), rows));
          });
      return finite(runner.forward(tape, weights.tensors(), batch).get(StepVideoVelocity.VELOCITY));
    } finally {
      batch.values().forEach(NativeTensor::close);
    }
  }

  @Override
  public void close() {
    runner.close();
    work.close();
    weights.close();
  }

  private static HostTensor finite(HostTensor velocity) {
    if (!FiniteCheck.isFinite(velocity)) {
      throw new KinolakeException(
          FailureCode.NOT_FINITE,
          "The velocity holds NaN or infinity. Check the weights and the input; without --tp the layer is named.");
    }
    return velocity;
  }

  private static NativeTensor repeated(float value, int rows) {
    float[] values = new float[rows];
    Arrays.fill(values, value);
    return NativeTensor.of(HostTensor.floats(Shape.of(rows), values));
  }
}
