package io.kinolake.jobs.dropin;

import io.kinolake.jobs.frame.Frame;
import java.util.Set;

/** The columns that Open-Sora's training reads. */
final class TrainColumns {
  private static final Set<String> NAMES =
      Set.of(
          "path",
          "text",
          "num_frames",
          "fps",
          "height",
          "width",
          "aspect_ratio",
          "resolution",
          "text_len");

  private TrainColumns() {}

  static Frame select(Frame table) {
    return table.select(table.names().stream().filter(NAMES::contains).toList());
  }
}
