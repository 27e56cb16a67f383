package io.kinolake.udfs.spark;

import io.kinolake.models.process.JavaCommand;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.udfs.ModelSettings;
import io.kinolake.udfs.OutputRows;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.WorkItem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Works on one item in a process of its own, so that native code can take down nothing else. A
 * process that dies becomes a failure of the item.
 */
final class IsolatedRun {
  private final Configuration hadoop;
  private final Path spool;
  private final ModelSettings models;
  private final TaskDevices devices;

  /**
   * @param spool where the process may put copies of remote media
   * @param devices the process sees these and no others
   */
  IsolatedRun(Configuration hadoop, Path spool, ModelSettings models, TaskDevices devices) {
    this.hadoop = hadoop;
    this.spool = spool;
    this.models = models;
    this.devices = devices;
  }

  /** The stored rows of the item. */
  <I extends Record, O extends Record> List<Object[]> process(Stage<I, O> stage, WorkItem item) {
    try {
      Process child = start();
      try {
        return exchange(child, stage, item);
      } finally {
        child.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to work on an item in its own process", e);
    }
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(JavaCommand.of(IsolatedMain.class, spool.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(devices.environment());
    return builder.start();
  }

  private <I extends Record, O extends Record> List<Object[]> exchange(
      Process child, Stage<I, O> stage, WorkItem item) {
    try {
      ObjectOutputStream request =
          new ObjectOutputStream(new BufferedOutputStream(child.getOutputStream()));
      hadoop.write(request);
      request.writeObject(models);
      request.writeObject(devices.deviceOfChild(models.device()));
      request.writeObject(new ArrayList<>(devices.addresses()));
      request.writeObject(stage);
      request.writeObject(item);
      request.close();
      return readRows(new ObjectInputStream(child.getInputStream()));
    } catch (IOException e) {
      return new OutputRows<>(stage.spec().output()).failed(item, crash(stage, child));
    }
  }

  @SuppressWarnings("unchecked") // IsolatedMain writes nothing else
  private static List<Object[]> readRows(ObjectInputStream answer) throws IOException {
    try {
      return (List<Object[]>) answer.readObject();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("The isolated process has other classes than this one", e);
    }
  }

  private static Failure crash(Stage<?, ?> stage, Process child) {
    int exit = exitCode(child);
    return new Failure(
        FailureCode.CRASHED_DECODER,
        "The process that worked on this item for '"
            + stage.spec().name()
            + "' ended with exit code "
            + exit
            + ". The file makes native code crash; it is left out, and nothing else is.");
  }

  private static int exitCode(Process child) {
    try {
      return child.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for an isolated process", e);
    }
  }
}
