package io.kinolake.udfs.store;

import java.nio.file.Path;

/** A source as a local file, for as long as this is open. */
public interface LocalMedia extends AutoCloseable {

  Path path();

  @Override
  void close();
}
