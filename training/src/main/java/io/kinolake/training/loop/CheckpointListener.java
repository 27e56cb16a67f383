package io.kinolake.training.loop;

import java.nio.file.Path;

/** Is told of checkpoints. Called by the thread that trains, which waits for it. */
public interface CheckpointListener {
  /** Wants none. */
  CheckpointListener NONE =
      new CheckpointListener() {
        @Override
        public boolean wants(long step) {
          return false;
        }

        @Override
        public void written(long step, Path checkpoint) {}
      };

  /**
   * Whether the checkpoint of a step is to be waited for; of step 0, whether there shall be one.
   */
  boolean wants(long step);

  /** A wanted checkpoint is whole. */
  void written(long step, Path checkpoint);
}
