package io.kinolake.training.preference;

import static io.kinolake.training.model.TrainableModel.LOSS;
import static io.kinolake.training.model.TrainableModel.LOSSES;
import static io.kinolake.training.preference.StepVideoPreferenceModel.ACCURACIES;
import static io.kinolake.training.preference.StepVideoPreferenceModel.CHOSEN_REWARDS;
import static io.kinolake.training.preference.StepVideoPreferenceModel.ERRORS;
import static io.kinolake.training.preference.StepVideoPreferenceModel.LOSS_TIME;
import static io.kinolake.training.preference.StepVideoPreferenceModel.PAIR_WEIGHT;
import static io.kinolake.training.preference.StepVideoPreferenceModel.REFERENCE;
import static io.kinolake.training.preference.StepVideoPreferenceModel.REJECTED_REWARDS;

import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.training.model.FlowObjective;
import java.util.List;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Diffusion-DPO (Wallace et al., 2024) as MindSpeed-MM has it. With the score of a sample {@code s
 * = −lossBeta · timestep · error}, a reward is dpoBeta times the policy's score less the
 * reference's, and a pair's loss {@code −(1−ε)·log σ(z) − ε·log σ(−z)} of the chosen less the
 * rejected reward z, times its weight. Errors of policy and reference are subtracted first: what
 * both have in common is large and would take the digits.
 *
 * @param settings factors
 */
public record PreferenceObjective(PreferenceSettings settings) implements FlowObjective {
  @Override
  public String name() {
    return "preference";
  }

  @Override
  public Set<String> inputs() {
    return Set.of(REFERENCE, LOSS_TIME, PAIR_WEIGHT);
  }

  @Override
  public boolean isOfParts() {
    return false;
  }

  @Override
  public List<String> reports() {
    return List.of(LOSSES, ERRORS, CHOSEN_REWARDS, REJECTED_REWARDS, ACCURACIES);
  }

  @Override
  public void define(NetworkBuilder builder, Operand<TFloat32> errors) {
    Ops tf = builder.tf();
    Operand<TFloat32> scale =
        tf.math.mul(
            builder.input(LOSS_TIME, TFloat32.class, -1),
            tf.constant((float) -settings.lossBeta()));
    Operand<TFloat32> change =
        tf.math.mul(scale, tf.math.sub(errors, builder.input(REFERENCE, TFloat32.class, -1)));
    Operand<TFloat32> rewards = tf.math.mul(change, tf.constant((float) settings.dpoBeta()));
    Operand<TFloat32> chosen = half(tf, rewards, 0);
    Operand<TFloat32> rejected = half(tf, rewards, 1);
    Operand<TFloat32> losses =
        tf.math.mul(
            losses(tf, tf.math.sub(chosen, rejected)),
            builder.input(PAIR_WEIGHT, TFloat32.class, -1));
    if (settings.addsChosen()) {
      Operand<TFloat32> scores = half(tf, tf.math.mul(scale, errors), 0);
      losses = tf.math.sub(losses, tf.math.mul(scores, tf.constant((float) settings.prefFtx())));
    }
    builder.output(ERRORS, errors);
    builder.output(CHOSEN_REWARDS, chosen);
    builder.output(REJECTED_REWARDS, rejected);
    builder.output(ACCURACIES, tf.dtypes.cast(tf.math.greater(chosen, rejected), TFloat32.class));
    builder.output(LOSSES, losses);
    builder.output(LOSS, tf.math.mean(losses, tf.constant(0)));
  }

  private Operand<TFloat32> losses(Ops tf, Operand<TFloat32> margin) {
    float wrong = (float) settings.labelSmoothing();
    return tf.math.add(
        tf.math.mul(tf.math.softplus(tf.math.neg(margin)), tf.constant(1 - wrong)),
        tf.math.mul(tf.math.softplus(margin), tf.constant(wrong)));
  }

  /** The rows of the chosen (0) or of the rejected (1). */
  private static Operand<TFloat32> half(Ops tf, Operand<TFloat32> rows, int half) {
    return tf.split(tf.constant(0), rows, 2L).output().get(half);
  }
}
