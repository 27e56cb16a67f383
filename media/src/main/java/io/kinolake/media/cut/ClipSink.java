package io.kinolake.media.cut;

import io.kinolake.schemas.failure.Failure;
import java.nio.file.Path;

/**
 * Receives the clips of one source while it is being read. Every planned clip is either written or
 * failed, once. Called on the cutter's thread.
 */
public interface ClipSink {

  /**
   * The file to write a clip to, under a temporary name.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if there can be none; the clip then fails
   */
  Path begin(ClipPlan plan);

  /** The file is whole and holds what the clip says. */
  void written(WrittenClip clip);

  /** The clip could not be made; its file, if it was begun, is of no use. */
  void failed(ClipPlan plan, Failure failure);
}
