package io.kinolake.udfs.caption;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.udfs.StageContext;
import java.io.Serializable;
import java.util.Set;

/**
 * A way to caption clips: an immutable description. Its name is stored with each caption and names
 * the part of the stage's work.
 */
public interface Captioner extends Serializable {

  /** What a captioner uses beside the row of the clip. */
  enum Need {
    /** Files beside the clip or its source, or a table of captions. */
    SIDECAR,
    /** The clip's scores and labels. */
    SCORES,
    /** Decoded pictures. */
    FRAMES,
    /** A caption that the clip has already. */
    TEXT
  }

  String name();

  /** Digest of the name, the version and every setting that changes the result. */
  Fingerprint fingerprint();

  Set<Need> needs();

  /** Whether networks of this project do it, whose answers depend on their precision. */
  default boolean usesModels() {
    return false;
  }

  /**
   * Whether a model on or beside the executor does it, which wants an accelerator if there is one.
   */
  default boolean wantsDevice() {
    return usesModels();
  }

  /**
   * Opens what the work needs. Called on an executor, once per task at most.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if it cannot work at all
   */
  CaptionWriter open(StageContext context);
}
