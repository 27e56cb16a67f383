package io.kinolake.udfs.probe;

import io.kinolake.media.input.MediaLimits;
import java.io.Serializable;

/**
 * How sources are probed.
 *
 * @param verify whether every frame is decoded to find damage
 * @param limits what one file may cost at most
 */
public record ProbeVideosSettings(boolean verify, MediaLimits limits) implements Serializable {
  /** Containers and packets only, default limits. */
  public static final ProbeVideosSettings DEFAULT =
      new ProbeVideosSettings(false, MediaLimits.DEFAULT);

  public ProbeVideosSettings withVerify() {
    return new ProbeVideosSettings(true, limits);
  }

  public ProbeVideosSettings withLimits(MediaLimits newLimits) {
    return new ProbeVideosSettings(verify, newLimits);
  }
}
