package io.kinolake.jobs.tables;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.hadoop.fs.Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;
import static org.apache.hadoop.fs.Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE_ETAG;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A small text object that is written only while it is what the writer believes it to be, where the
 * store can promise that.
 */
final class LockObject {
  private static final System.Logger LOG = System.getLogger(LockObject.class.getName());
  private static final int LOOKS = 3;

  private final FileSystem files;
  private final Path place;

  LockObject(FileSystem files, Path place) {
    this.files = files;
    this.place = place;
  }

  /**
   * The object as somebody left it.
   *
   * @param written when, by the store's clock
   * @param tag tells versions apart; some stores have none
   */
  record Version(String text, Instant written, Optional<String> tag) {}

  /** What became of an attempt to replace a version. */
  enum Replacement {
    DONE,
    /** Somebody else replaced or removed it before. */
    TOO_LATE,
    /** The store cannot make sure that nobody else does. */
    IMPOSSIBLE
  }

  /** What is there. Looks again if it is replaced while it is read. */
  Optional<Version> read() throws IOException {
    for (int look = 1; look < LOOKS; look++) {
      try {
        return readOnce();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "The lock is read again", e);
      }
    }
    return readOnce();
  }

  private Optional<Version> readOnce() throws IOException {
    try {
      // The tag first: text that is newer than its tag cannot be replaced by mistake.
      FileStatus status = files.getFileStatus(place);
      Optional<String> tag =
          status instanceof EtagSource tagged
              ? Optional.ofNullable(tagged.getEtag())
              : Optional.empty();
      try (InputStream in = files.open(place)) {
        String text = new String(in.readAllBytes(), UTF_8);
        return Optional.of(
            new Version(text, Instant.ofEpochMilli(status.getModificationTime()), tag));
      }
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Writes the object if there is none; whether it did. */
  boolean create(String text) throws IOException {
    FSDataOutputStreamBuilder<?, ?> writing = files.createFile(place);
    writing.recursive();
    writing.overwrite(false);
    // Where a store can: whoever writes second fails, even if both saw no object before.
    writing.opt(FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
    try (OutputStream out = writing.build()) {
      out.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      if (!files.exists(place)) {
        throw e;
      }
      return false;
    }
    return true;
  }

  /** Writes another text in the place of a version, and never in the place of another. */
  Replacement replace(Version old, String text) throws IOException {
    if (old.tag().isEmpty()) {
      return Replacement.IMPOSSIBLE;
    }
    FSDataOutputStreamBuilder<?, ?> writing = files.createFile(place);
    writing.overwrite(true);
    writing.must(FS_OPTION_CREATE_CONDITIONAL_OVERWRITE_ETAG, old.tag().get());
    try (OutputStream out = writing.build()) {
      out.write(text.getBytes(UTF_8));
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      return Replacement.IMPOSSIBLE; // it knows no such condition
    } catch (IOException e) {
      Optional<Version> now = read();
      if (now.isPresent() && now.get().tag().equals(old.tag())) {
        throw e;
      }
      return now.isPresent() && now.get().text().equals(text)
          ? Replacement.DONE
          : Replacement.TOO_LATE;
    }
    return Replacement.DONE;
  }

  void delete() throws IOException {
    files.delete(place, false);
  }

  @Override
  public String toString() {
    return place.toString();
  }
}
