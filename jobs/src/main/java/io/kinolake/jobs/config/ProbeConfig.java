package io.kinolake.jobs.config;

import io.kinolake.media.input.MediaLimits;
import io.kinolake.udfs.probe.ProbeVideosSettings;

/**
 * The group {@code probe}: how sources are looked at.
 *
 * @param verify whether every frame is decoded to find damage
 */
public record ProbeConfig(boolean verify) {
  /** The stage's settings. */
  public ProbeVideosSettings toSettings() {
    return new ProbeVideosSettings(verify, MediaLimits.DEFAULT);
  }
}
