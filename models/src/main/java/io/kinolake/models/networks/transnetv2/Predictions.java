package io.kinolake.models.networks.transnetv2;

import java.util.List;

/** What was predicted for every frame of a video. Immutable. */
public final class Predictions {
  private final float[] single;
  private final float[] manyHot;

  Predictions(float[] single, float[] manyHot) {
    this.single = single;
    this.manyHot = manyHot;
  }

  /** Probabilities that a frame is the last of its shot. */
  public float[] single() {
    return single.clone();
  }

  /** Probabilities that a frame belongs to a transition, hard or gradual. */
  public float[] manyHot() {
    return manyHot.clone();
  }

  public int frames() {
    return single.length;
  }

  /** The shots by {@link Shot#between}. */
  public List<Shot> shots(double threshold) {
    return Shot.between(single, threshold);
  }
}
