package io.kinolake.udfs.score;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.tables.Clip;
import java.io.Serializable;
import java.util.Optional;

/**
 * One score: its name, the frames it wants to see, and what it makes of them. Implementations are
 * immutable descriptions; the state of work on a clip lies in the {@link ClipScoring} that they
 * open. The same frames give the same result, on every machine.
 */
public interface Scorer extends Serializable {

  /** The stored name, lower case. */
  String name();

  /** Raised when the same settings and frames would give another result than before. */
  int version();

  /** The settings that change the result, as {@code name=value} texts; empty without any. */
  default String settings() {
    return "";
  }

  /** Whether a model does it, which wants an accelerator where there is one. */
  default boolean usesModels() {
    return false;
  }

  /** The frames of every clip that {@link ClipScoring#accept} is to be given, and in what form. */
  FrameNeeds needs();

  /**
   * The result without a look at the clip, where what is stored of it suffices: the same that its
   * frames would give.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if this scorer cannot score the clip
   */
  default Optional<Finding> reuse(FrameEmbeddings stored, ScoringModels models) {
    return Optional.empty();
  }

  /**
   * Starts work on one clip.
   *
   * @param content what the clip's pictures are; frame choices are made with its number of frames
   * @param models the task's models, for scorers that need one
   */
  ClipScoring open(Clip.Content content, ScoringModels models);

  /** Digest of name, version and settings. */
  default Fingerprint fingerprint() {
    return Fingerprint.of("scorer", name(), version(), settings());
  }
}
