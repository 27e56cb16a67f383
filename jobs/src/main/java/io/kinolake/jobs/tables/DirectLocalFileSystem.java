package io.kinolake.jobs.tables;

import org.apache.hadoop.fs.LocalFileSystem;

/** Hadoop's local file system with checksums, over {@link DirectLocalFiles}. */
public final class DirectLocalFileSystem extends LocalFileSystem {
  /** Called by Hadoop, which finds the class by its name in the settings. */
  public DirectLocalFileSystem() {
    super(new DirectLocalFiles());
  }
}
