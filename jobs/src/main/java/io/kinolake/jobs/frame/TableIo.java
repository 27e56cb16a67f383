package io.kinolake.jobs.frame;

import java.io.IOException;
import java.nio.file.Path;

/** Reads and writes whole frames in one format. */
public interface TableIo {

  Frame read(Path path) throws IOException;

  /**
   * Writes the frame, replacing what is there. Formats that are single files are written where they
   * are told to; {@link TableFormat#write} sees to it that a reader never meets half a file.
   */
  void write(Frame frame, Path path) throws IOException;
}
