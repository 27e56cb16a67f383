package io.kinolake.training.preference;

/**
 * The loss of one pair in 64 bits with its derivatives: the measure of the graph that is trained.
 *
 * @param settings factors
 * @param weight of the pair
 */
public record PreferenceFormula(PreferenceSettings settings, double weight) {

  /**
   * One video of a pair.
   *
   * @param timestep the noise's share in thousandths
   * @param policy the policy's error
   * @param reference the reference's error
   */
  public record Side(double timestep, double policy, double reference) {}

  /**
   * What a pair comes to.
   *
   * @param preference loss before it is weighted
   * @param loss the pair's loss
   * @param chosenReward reward of the chosen video
   * @param rejectedReward reward of the rejected video
   * @param byChosen derivative of the loss with respect to the policy's error of the chosen video
   * @param byRejected the same for the rejected video
   */
  public record Result(
      double preference,
      double loss,
      double chosenReward,
      double rejectedReward,
      double byChosen,
      double byRejected) {}

  /** The loss of a pair. */
  public Result of(Side chosen, Side rejected) {
    double chosenReward = reward(chosen);
    double rejectedReward = reward(rejected);
    double margin = chosenReward - rejectedReward;
    double wrong = settings.labelSmoothing();
    double preference = (1 - wrong) * softplus(-margin) + wrong * softplus(margin);
    double byMargin = weight * (wrong - 1 / (1 + Math.exp(margin)));
    double own = settings.addsChosen() ? settings.prefFtx() * scale(chosen) : 0;
    return new Result(
        preference,
        weight * preference + own * chosen.policy(),
        chosenReward,
        rejectedReward,
        own - byMargin * settings.dpoBeta() * scale(chosen),
        byMargin * settings.dpoBeta() * scale(rejected));
  }

  private double reward(Side side) {
    return settings.dpoBeta() * scale(side) * (side.reference() - side.policy());
  }

  private double scale(Side side) {
    return settings.lossBeta() * side.timestep();
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
