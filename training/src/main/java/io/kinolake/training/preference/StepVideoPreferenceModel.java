package io.kinolake.training.preference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinolake.models.diffusion.FlowConvention;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightLayout;
import io.kinolake.training.model.Holding;
import io.kinolake.training.model.Split;
import io.kinolake.training.model.SplitModel;
import io.kinolake.training.model.StepVideoModel;
import io.kinolake.training.model.TrainableModel;
import io.kinolake.training.model.WeightStart;
import io.kinolake.training.step.Tape;
import java.util.Map;
import java.util.Set;

/**
 * Step-Video's transformer, trained by preferences. A micro batch of pairs is one of {@link
 * StepVideoModel} whose rows are the chosen videos and then, in the same order, the rejected ones;
 * a pair's rows have the same noise, time and texts. Besides it has
 *
 * <pre>
 * reference      [2 · pairs], the errors of the {@link ReferenceErrors}
 * loss_time      [2 · pairs], the noise's share in thousandths
 * pair_weight    [pairs], {@link PairWeights}
 * </pre>
 *
 * Ranks that share videos put the errors of their frames together first, of the policy and of the
 * reference: each has the whole loss, which is not the mean of those of parts.
 */
public final class StepVideoPreferenceModel implements SplitModel {
  public static final String REFERENCE = "reference";
  public static final String LOSS_TIME = "loss_time";
  public static final String PAIR_WEIGHT = "pair_weight";

  /** Mean squared errors of the velocity: [2 · pairs]. */
  public static final String ERRORS = "errors";

  /** How much the policy prefers the chosen video more than the reference does: [pairs]. */
  public static final String CHOSEN_REWARDS = "rewards/chosen";

  /** The same for the rejected video: [pairs]. */
  public static final String REJECTED_REWARDS = "rewards/rejected";

  /** One where the chosen video's reward is the larger one, else zero: [pairs]. */
  public static final String ACCURACIES = "rewards/accuracies";

  private final StepVideoModel policy;
  private final StepVideoModel reference;

  public StepVideoPreferenceModel(
      StepDitConfig config, FlowConvention convention, PreferenceSettings settings) {
    this.policy = new StepVideoModel(config, convention, new PreferenceObjective(settings));
    this.reference = new StepVideoModel(config, convention);
  }

  /** The model whose tapes tell the reference's errors as {@link TrainableModel#LOSSES}. */
  public SplitModel reference() {
    return reference;
  }

  @Override
  public Map<String, Shape> parameterShapes() {
    return policy.parameterShapes();
  }

  @Override
  public WeightLayout layout() {
    return policy.layout();
  }

  @Override
  public WeightStart start(String name, Shape shape) {
    return policy.start(name, shape);
  }

  @Override
  public ObjectNode sizes() {
    return policy.sizes();
  }

  @Override
  public Set<String> fixed() {
    return policy.fixed();
  }

  @Override
  public Tape whole(Shape latents) {
    return policy.whole(latents);
  }

  @Override
  public Tape staged(Shape latents) {
    return policy.staged(latents);
  }

  @Override
  public void requireRanks(Split split) {
    policy.requireRanks(split);
  }

  @Override
  public void requireVideo(long frames, long height, long width, Split split) {
    policy.requireVideo(frames, height, width, split);
  }

  @Override
  public Tape split(Shape latents, Split split) {
    return policy.split(latents, split);
  }

  @Override
  public Map<String, Integer> frameAxes() {
    return policy.frameAxes();
  }

  @Override
  public Holding holding(String parameter) {
    return policy.holding(parameter);
  }
}
