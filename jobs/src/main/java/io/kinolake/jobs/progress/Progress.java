package io.kinolake.jobs.progress;

import io.kinolake.schemas.tables.Run;

/** Is told how a run goes. Called by the driver's thread only. */
public interface Progress {

  /** A step begins to work on this many items, of this much media time in microseconds. */
  void started(String step, long items, long mediaUs);

  /** So much of the step is done, counted from its start. */
  void advanced(long items, long mediaUs, long failures);

  /** A step has ended, whether it had anything to do or not. */
  void finished(String step, Run.Counts counts);

  /** A step was skipped, since nothing that it depends on has changed. */
  void upToDate(String step);

  /** Something that a person should know of the step. */
  default void noted(String step, String sentence) {}

  /** Tells nobody. */
  Progress SILENT =
      new Progress() {
        @Override
        public void started(String step, long items, long mediaUs) {}

        @Override
        public void advanced(long items, long mediaUs, long failures) {}

        @Override
        public void finished(String step, Run.Counts counts) {}

        @Override
        public void upToDate(String step) {}
      };
}
