package io.kinolake.tests;

import io.kinolake.udfs.store.LocalMediaStore;
import io.kinolake.udfs.store.MediaStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class TestLocalMediaStore extends BaseMediaStoreTest {
  @TempDir private Path folder;

  @Override
  MediaStore store() {
    return new LocalMediaStore();
  }

  @Override
  String uri(String name) {
    return folder.resolve(name).toString();
  }
}
