package io.kinolake.training.loop;

/** Is told of every step. Called by the thread that trains. */
public interface StepListener extends AutoCloseable {
  /** A step was made. */
  void stepped(StepResult result);

  @Override
  void close();
}
