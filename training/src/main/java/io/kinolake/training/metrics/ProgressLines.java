package io.kinolake.training.metrics;

import io.kinolake.training.loop.StepListener;
import io.kinolake.training.loop.StepResult;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** A line for people every few steps, with means since the line before. */
public final class ProgressLines implements StepListener {
  private final Consumer<String> lines;
  private final long last;
  private final int every;
  private double loss;
  private int steps;
  private int skipped;
  private long samples;
  private Duration took = Duration.ZERO;
  private Duration waited = Duration.ZERO;

  /**
   * @param last step of the training
   * @param every steps between lines
   */
  public ProgressLines(Consumer<String> lines, long last, int every) {
    this.lines = lines;
    this.last = last;
    this.every = every;
  }

  @Override
  public void stepped(StepResult result) {
    steps++;
    loss += result.loss();
    samples += result.samples();
    skipped += result.skipped() ? 1 : 0;
    took = took.plus(result.took());
    waited = waited.plus(result.waited());
    if (result.step() % every == 0 || result.step() == last) {
      lines.accept(line(result));
      steps = 0;
      loss = 0;
      samples = 0;
      skipped = 0;
      took = Duration.ZERO;
      waited = Duration.ZERO;
    }
  }

  private String line(StepResult result) {
    double seconds = took.toNanos() / 1e9;
    long left = Math.round(seconds / steps * (last - result.step()));
    String line =
        String.format(
            Locale.ROOT,
            "step %d of %d, epoch %d: loss %.5f, gradient %.3g, rate %.3g, %.2f samples/s, waiting %.0f %%, %d:%02d:%02d left",
            result.step(),
            last,
            result.epoch(),
            loss / steps,
            result.gradientNorm(),
            result.rate(),
            samples / seconds,
            100 * waited.toNanos() / 1e9 / seconds,
            left / 3600,
            left / 60 % 60,
            left % 60);
    return skipped == 0 ? line : line + ", %d skipped".formatted(skipped);
  }

  @Override
  public void close() {}
}
