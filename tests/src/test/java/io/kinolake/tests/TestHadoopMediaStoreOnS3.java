package io.kinolake.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.udfs.spark.HadoopMediaStore;
import io.kinolake.udfs.store.LocalMedia;
import io.kinolake.udfs.store.MediaStore;
import io.kinolake.udfs.store.PendingFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestHadoopMediaStoreOnS3 extends BaseMediaStoreTest {
  private final Configuration hadoop = new Configuration();
  private Path folder;
  private S3Server server;
  private HadoopMediaStore store;

  @BeforeAll
  void startServer(@TempDir Path temporary) {
    folder = temporary;
    server = S3Server.start(folder.resolve("server"), "bucket");
    server.configure(hadoop);
    hadoop.setBoolean("fs.s3a.impl.disable.cache", false);
    store = new HadoopMediaStore(hadoop, folder.resolve("spool"));
  }

  @AfterAll
  void stopServer() {
    store.close();
    server.close();
  }

  @Override
  MediaStore store() {
    return store;
  }

  @Override
  String uri(String name) {
    return "s3a://bucket/" + name;
  }

  @Test
  void aLargeClipArrivesWhole() throws IOException {
    byte[] content = new byte[12 << 20]; // several parts of an upload
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31 + (i >> 11));
    }

    try (PendingFile file = store.create(uri("large.mp4"))) {
      Files.write(file.path(), content);
      file.commit();
    }

    try (LocalMedia media = store.open(uri("large.mp4"))) {
      assertThat(media.path()).hasBinaryContent(content);
    }
  }

  @Test
  void copiesGoWhenTheyAreClosedAndAllOfThemWithTheStore() throws IOException {
    Path spool = folder.resolve("other-spool");
    try (HadoopMediaStore other = new HadoopMediaStore(hadoop, spool)) {
      try (PendingFile file = other.create(uri("copied.mp4"))) {
        Files.write(file.path(), new byte[] {1});
        file.commit();
      }
      LocalMedia closed = other.open(uri("copied.mp4"));
      closed.close();
      assertThat(closed.path()).doesNotExist();
      assertThat(other.open(uri("copied.mp4")).path()).exists();
    }

    assertThat(spool.toFile().list()).containsExactly("gate");
  }
}
