package io.kinolake.training.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.diffusion.FlowConvention;
import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.training.model.StepVideoModel;
import io.kinolake.training.model.TrainableModel;
import io.kinolake.training.preference.PairWeights;
import io.kinolake.training.preference.PreferenceSettings;
import io.kinolake.training.preference.ReferenceErrors;
import io.kinolake.training.preference.StepVideoPreferenceModel;
import io.kinolake.training.step.Exchanges;
import io.kinolake.training.step.Tape;
import io.kinolake.training.step.TapeRunner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Recorded runs of Step-Video's transformer by preferences. The weights of pairs are computed. */
public final class DpoTrajectoryCheck extends TrajectoryCheck {
  private static final float TIMESTEPS = 1000;

  /** As one piece. */
  public DpoTrajectoryCheck() {
    this(false);
  }

  DpoTrajectoryCheck(boolean staged) {
    super("train_trajectory_dpo", staged);
  }

  @Override
  TrainableModel model(GoldenFolder folder) {
    return preferenceModel(folder);
  }

  private static StepVideoPreferenceModel preferenceModel(GoldenFolder folder) {
    return new StepVideoPreferenceModel(
        StepDitConfig.of(folder.config().path("model")),
        FlowConvention.MINDSPEED,
        settings(folder));
  }

  private static PreferenceSettings settings(GoldenFolder folder) {
    JsonNode config = folder.config();
    return settings(
        config.path("dpo"), folder.path().resolve(config.path("histogram").asText()).toString());
  }

  /** The settings of a recorded {@code dpo} group. */
  static PreferenceSettings settings(JsonNode config, String histogram) {
    JsonNode beta = config.path("weight_beta");
    return new PreferenceSettings(
        config.path("loss_beta").asDouble(),
        config.path("dpo_beta").asDouble(),
        config.path("dpo_label_smoothing").asDouble(),
        config.path("pref_ftx").asDouble(),
        config.path("weight_alpha").asDouble(),
        beta.isNumber() ? Optional.of(beta.asDouble()) : Optional.empty(),
        Optional.of(histogram));
  }

  @Override
  Map<String, HostTensor> batch(GoldenFolder folder, String step, int from, int to) {
    Map<String, HostTensor> batch = new LinkedHashMap<>();
    HostTensor time = twice(folder, step + ".timestep", from, to);
    float[] noise = time.toFloats();
    float[] data = new float[noise.length];
    for (int i = 0; i < noise.length; i++) {
      noise[i] /= TIMESTEPS;
      data[i] = 1 - noise[i];
    }
    batch.put(
        StepVideoModel.DATA,
        TensorRows.concat(
            List.of(
                rows(folder.tensor(step + ".x0_chosen"), from, to),
                rows(folder.tensor(step + ".x0_rejected"), from, to))));
    batch.put(StepVideoModel.NOISE, twice(folder, step + ".noise", from, to));
    batch.put(StepVideoModel.TIMESTEP, twice(folder, step + ".model_timestep", from, to));
    batch.put(StepVideoModel.DATA_WEIGHT, HostTensor.floats(time.shape(), data));
    batch.put(StepVideoModel.NOISE_WEIGHT, HostTensor.floats(time.shape(), noise));
    batch.put(StepVideoModel.CAPTIONS, twice(folder, step + ".encoder_hidden_states", from, to));
    batch.put(StepVideoModel.CLIP, twice(folder, step + ".encoder_hidden_states_2", from, to));
    batch.put(StepVideoModel.MASK, twice(folder, step + ".text_mask", from, to));
    batch.put(StepVideoPreferenceModel.LOSS_TIME, time);
    double[] score = folder.tensor(step + ".score").toDoubles();
    batch.put(
        StepVideoPreferenceModel.PAIR_WEIGHT,
        HostTensor.floats(
            Shape.of(1), (float) PairWeights.of(settings(folder)).of(score[0], score[1])));
    return batch;
  }

  /** For the chosen and for the rejected. */
  private static HostTensor twice(GoldenFolder folder, String name, int from, int to) {
    HostTensor once = rows(folder.tensor(name).cast(DType.F32), from, to);
    return TensorRows.concat(List.of(once, once));
  }

  @Override
  Map<String, String> reports() {
    return Map.of(
        "chosen_reward", StepVideoPreferenceModel.CHOSEN_REWARDS,
        "rejected_reward", StepVideoPreferenceModel.REJECTED_REWARDS,
        "accuracy", StepVideoPreferenceModel.ACCURACIES);
  }

  @Override
  Map<String, HostTensor> recorded(Map<String, HostTensor> batch, Map<String, HostTensor> told) {
    return Map.of(
        "x_t",
        NoisyLatents.of(
            batch.get(StepVideoModel.DATA),
            batch.get(StepVideoModel.NOISE),
            batch.get(StepVideoModel.DATA_WEIGHT),
            batch.get(StepVideoModel.NOISE_WEIGHT)),
        "mse.policy",
        told.get(StepVideoPreferenceModel.ERRORS),
        "mse.reference",
        batch.get(StepVideoPreferenceModel.REFERENCE));
  }

  @Override
  Predicate<String> moved() {
    return name -> true;
  }

  @Override
  Rows rows(JsonNode config) {
    int pairs = config.path("pairs_per_step").asInt();
    return new Rows(pairs, pairs);
  }

  @Override
  String firstData() {
    return "step01.x0_chosen";
  }

  @Override
  BatchCompletion completion(
      GoldenFolder folder, TapeRunner runner, Map<String, NativeTensor> start) {
    Map<String, NativeTensor> frozen = new LinkedHashMap<>();
    start.forEach((name, weight) -> frozen.put(name, NativeTensor.of(weight.host())));
    TrainableModel model = preferenceModel(folder).reference();
    Tape tape = staged() ? model.staged(latents(folder)) : model.whole(latents(folder));
    return new FrozenReference(new ReferenceErrors(runner, Exchanges.ALONE, frozen), tape);
  }

  /** Adds the errors of the weights at the start. */
  private record FrozenReference(ReferenceErrors errors, Tape tape) implements BatchCompletion {
    @Override
    public void complete(Map<String, HostTensor> batch, Map<String, NativeTensor> given) {
      HostTensor reference = errors.of(tape, given);
      batch.put(StepVideoPreferenceModel.REFERENCE, reference);
      given.put(StepVideoPreferenceModel.REFERENCE, NativeTensor.of(reference));
    }

    @Override
    public void close() {
      errors.close();
    }
  }
}
