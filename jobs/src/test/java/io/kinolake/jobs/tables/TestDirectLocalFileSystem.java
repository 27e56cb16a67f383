package io.kinolake.jobs.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FsConstants;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestDirectLocalFileSystem {
  private static final URI LOCAL = FsConstants.LOCAL_FS_URI;

  @TempDir private Path folder;

  private FileSystem files;
  private FileContext context;

  @BeforeEach
  void makeFileSystem() throws IOException {
    Configuration conf = new Configuration();
    conf.set("fs.AbstractFileSystem.file.impl", DirectLocalFs.class.getName());
    files = initialised(new DirectLocalFileSystem());
    context = FileContext.getFileContext(LOCAL, conf);
  }

  @Test
  void sessionsOnThisMachineUseIt() throws IOException {
    Configuration conf = SharedSpark.session().sessionState().newHadoopConf();

    assertThat(FileSystem.newInstance(LOCAL, conf)).isInstanceOf(DirectLocalFileSystem.class);
    assertThat(FileContext.getFileContext(LOCAL, conf).getDefaultFileSystem())
        .isInstanceOf(DirectLocalFs.class);
  }

  @Test
  void modesAreThoseThatWereAskedFor() throws IOException {
    for (String mode : List.of("0640", "0755", "1777")) {
      files.mkdirs(at(mode));
      files.setPermission(at(mode), new FsPermission(mode));

      assertThat((int) Files.getAttribute(folder.resolve(mode), "unix:mode") & 07777)
          .isEqualTo(Integer.parseInt(mode, 8));
    }
    assertThatThrownBy(() -> files.setPermission(at("nowhere"), new FsPermission("0755")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aRenameTakesNoNameThatIsTaken() throws IOException {
    write("first");
    write("second");

    assertThatThrownBy(() -> context.rename(at("first"), at("second")))
        .isInstanceOf(FileAlreadyExistsException.class);
    context.rename(at("first"), at("third"));

    assertThat(folder.resolve("first")).doesNotExist();
    assertThat(folder.resolve("third")).hasContent("first");
    assertThat(folder.resolve(".third.crc")).exists();
  }

  @Test
  void ofLinksAndFilesItSaysWhatHadoopSays() throws IOException {
    write("file");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("file"));
    Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nowhere"));
    FileSystem hadoop = initialised(new LocalFileSystem());

    for (String name : List.of("file", "link")) {
      FileStatus status = files.getFileLinkStatus(at(name));
      assertThat(status).isEqualTo(hadoop.getFileLinkStatus(at(name)));
      assertThat(status.isSymlink()).isEqualTo(hadoop.getFileLinkStatus(at(name)).isSymlink());
      assertThat(status.getLen()).isEqualTo(hadoop.getFileLinkStatus(at(name)).getLen());
    }
    for (String name : List.of("dangling", "nowhere")) {
      assertThatThrownBy(() -> hadoop.getFileLinkStatus(at(name)))
          .isInstanceOf(FileNotFoundException.class);
      assertThatThrownBy(() -> files.getFileLinkStatus(at(name)))
          .isInstanceOf(FileNotFoundException.class);
    }
  }

  @Test
  void noProcessIsStarted() throws IOException {
    write("before"); // Hadoop asks once what commands there are

    try (Recording recording = new Recording()) {
      recording.enable("jdk.ProcessStart");
      recording.start();
      write("in");
      context.rename(at("in"), at("out"));
      files.mkdirs(at("a/b/c"));
      recording.stop();
      Path events = folder.resolve("events.jfr");
      recording.dump(events);
      assertThat(RecordingFile.readAllEvents(events)).noneMatch(this::isOfThisThread);
    }
  }

  private boolean isOfThisThread(RecordedEvent event) {
    return event.getThread().getJavaThreadId() == Thread.currentThread().getId();
  }

  private static FileSystem initialised(FileSystem made) throws IOException {
    made.initialize(LOCAL, new Configuration());
    return made;
  }

  private void write(String name) throws IOException {
    try (var out =
        context.create(at(name), EnumSet.of(CreateFlag.CREATE), CreateOpts.createParent())) {
      out.writeBytes(name);
    }
  }

  private org.apache.hadoop.fs.Path at(String name) {
    return new org.apache.hadoop.fs.Path(folder.resolve(name).toUri());
  }
}
