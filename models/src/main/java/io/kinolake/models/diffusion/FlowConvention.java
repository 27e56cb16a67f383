package io.kinolake.models.diffusion;

/**
 * How training counts time. The released Step-Video weights and sampler follow {@link #PAPER};
 * {@link #MINDSPEED} repeats what MindSpeed-MM does as written, where time runs the other way
 * round.
 */
public enum FlowConvention {
  /**
   * Time 0 is noise and 1 is data, the network is fed the time itself and learns {@code data −
   * noise} (Ma et al., 2025).
   */
  PAPER {
    @Override
    public FlowPoint point(float u) {
      return new FlowPoint(u, u, 1 - u);
    }

    @Override
    int towardsNoise() {
      return -1;
    }
  },
  /**
   * Time 0 is data and 1 is noise, times are multiples of 1/1000, the network is fed their index
   * and learns {@code noise − data}.
   */
  MINDSPEED {
    @Override
    public FlowPoint point(float u) {
      int index = TABLE.indexOf(u);
      float sigma = TABLE.sigma(index);
      return new FlowPoint(TABLE.timestep(index), 1 - sigma, sigma);
    }

    @Override
    int towardsNoise() {
      return 1;
    }
  };

  private static final int TRAIN_TIMESTEPS = 1000;
  private static final FlowSchedule TABLE = FlowSchedule.training(TRAIN_TIMESTEPS, false);

  /**
   * The point of the flow that a random number stands for.
   *
   * @param u within [0, 1), usually from {@link FlowPoint#logitNormal}
   */
  public abstract FlowPoint point(float u);

  /**
   * The point of a random number whose logit is given, moved towards noise: a share of noise σ
   * becomes sσ / (1 + (s − 1)σ), as Esser et al. (2024, section 5.3.2) do for larger pictures.
   *
   * @param shift s, above 0; 1 moves nothing
   */
  public final FlowPoint point(double logit, double shift) {
    return point(FlowPoint.logitNormal(logit + towardsNoise() * Math.log(shift)));
  }

  /** The sign by which a random number grows towards noise. */
  abstract int towardsNoise();
}
