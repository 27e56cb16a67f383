package io.kinolake.tests.bench;

import java.nio.file.Path;
import java.util.List;

/** Measures something. */
interface Benchmark {

  /**
   * Measures.
   *
   * @param scratch an empty folder
   */
  List<Measurement> run(Path scratch) throws Exception;

  /**
   * One line of the table.
   *
   * @param bar what it should be; {@code -} where nothing is asked
   */
  record Measurement(String what, String measured, String bar) {
    /** A line for what could not be measured here, and why. */
    static Measurement skipped(String what, String reason) {
      return new Measurement(what, "skipped: " + reason, "-");
    }
  }
}
