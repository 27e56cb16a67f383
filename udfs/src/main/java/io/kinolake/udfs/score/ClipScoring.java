package io.kinolake.udfs.score;

/**
 * A scorer's work on one clip: frames in, one result out. One thread. Called in this order: {@link
 * #accept} for each frame that was asked for, in presentation order, each once; {@link #finish};
 * {@link #close}, which may come at any time. Implementations keep numbers and small pictures of
 * their own, never a frame, and no more of them for a longer clip.
 */
public interface ClipScoring extends AutoCloseable {

  /**
   * Looks at a frame.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if this scorer cannot score the clip;
   *     other scorers go on
   */
  void accept(ClipFrame frame);

  /** The result, after the last frame. */
  Finding finish();

  @Override
  default void close() {}
}
