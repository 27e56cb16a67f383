package io.kinolake.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.udfs.spark.HadoopMediaStore;
import io.kinolake.udfs.store.MediaStore;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class TestHadoopMediaStoreOnFiles extends BaseMediaStoreTest {
  @TempDir private Path folder;

  @Override
  MediaStore store() {
    return new HadoopMediaStore(new Configuration(), folder.resolve("spool"));
  }

  @Override
  String uri(String name) {
    return folder.resolve(name).toUri().toString();
  }

  @AfterEach
  void filesAreUsedWhereTheyLie() {
    assertThat(folder.resolve("spool")).doesNotExist();
  }
}
