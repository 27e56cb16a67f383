package io.kinolake.udfs.spark;

import io.kinolake.models.process.GuardedProcess;
import io.kinolake.models.process.PassedOutput;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.io.Serializable;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.JavaRDD;
import scala.Function1;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;

/**
 * A command that all tasks of a barrier stage run at the same time, each as a process of its own
 * that is pinned to the task's accelerator and ends with the task. In the command stand for
 *
 * <pre>
 * {task}    the task's number, from 0
 * {tasks}   how many there are
 * {meeting} host:port, free when the tasks began, of task 0's host; the same for all
 * {device}  the task's accelerator, such as npu:3
 * </pre>
 *
 * @param command a program and its arguments
 * @param environment variables for the processes, which no command line shows
 */
public record BarrierCommand(List<String> command, Map<String, String> environment)
    implements Serializable {
  private static final long LOOK_AGAIN_MS = 200;

  /** The exit code of commands whose arguments or configuration are wrong. */
  private static final int WRONG_CONFIG = 2;

  public BarrierCommand {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /**
   * Runs the command once for each partition, which must all find room at once. A process that
   * fails ends all others; Spark then starts all anew, as often as its settings say.
   *
   * @param tasks as many partitions as processes; their content is of no matter
   */
  public void run(JavaRDD<Integer> tasks) {
    Function1<Iterator<Integer>, Iterator<Integer>> task =
        (Function1<Iterator<Integer>, Iterator<Integer>> & Serializable)
            content -> {
              runHere(BarrierTaskContext.get());
              return content;
            };
    tasks
        .rdd()
        .barrier()
        .mapPartitions(task, false, ClassTag$.MODULE$.apply(Integer.class))
        .count();
  }

  /** To where Spark keeps what an executor prints; only the first task's lines have no number. */
  private static PassedOutput passedOn(GuardedProcess process, int task) {
    String prefix = task == 0 ? "" : "[task %d] ".formatted(task);
    return PassedOutput.of(process, prefix, System.out, System.err);
  }

  private void runHere(BarrierTaskContext context) {
    TaskDevices devices = TaskDevices.of(context.resourcesJMap());
    Map<String, String> variables = new HashMap<>(environment);
    variables.putAll(devices.environment());
    List<String> line = filled(context, meeting(context), devices);
    String name = "task %d of %d".formatted(context.partitionId(), context.getTaskInfos().length);
    try (GuardedProcess process = GuardedProcess.piped(line, variables)) {
      PassedOutput output = passedOn(process, context.partitionId());
      await(process, context);
      output.await();
      if (process.exitCode() != 0) {
        throw failed(name, process.exitCode(), output.lastLines());
      }
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "The command of %s cannot be started: %s. Name a program that is there on all executors."
              .formatted(name, e.getMessage()),
          e);
    }
  }

  /** A port of this host that nobody uses; what task 0 has found is what counts. */
  private static String meeting(BarrierTaskContext context) {
    String host = context.getTaskInfos()[context.partitionId()].address();
    try (ServerSocket free = new ServerSocket(0)) {
      return context.allGather(host.replaceFirst(":\\d+$", "") + ":" + free.getLocalPort())[0];
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.INTERNAL, "%s has no free port: %s".formatted(host, e.getMessage()), e);
    }
  }

  private List<String> filled(BarrierTaskContext context, String meeting, TaskDevices devices) {
    Map<String, String> values = new HashMap<>();
    values.put("{task}", String.valueOf(context.partitionId()));
    values.put("{tasks}", String.valueOf(context.getTaskInfos().length));
    values.put("{meeting}", meeting);
    devices
        .kind()
        .ifPresent(kind -> values.put("{device}", kind.id() + ":" + devices.indices().get(0)));
    List<String> filled = new ArrayList<>();
    for (String part : command) {
      String text = part;
      for (Map.Entry<String, String> value : values.entrySet()) {
        text = text.replace(value.getKey(), value.getValue());
      }
      filled.add(text);
    }
    return filled;
  }

  /** Waits for the end; a task that is killed waits no more. */
  private static void await(GuardedProcess process, BarrierTaskContext context) {
    while (!hasEnded(process)) {
      if (context.isInterrupted()) {
        throw new TaskKilledException("the task was killed, and its process with it");
      }
    }
  }

  /** Looks for a moment. */
  private static boolean hasEnded(GuardedProcess process) {
    try {
      process.onExit().get(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TaskKilledException("the task was interrupted, and its process with it");
    } catch (ExecutionException e) {
      throw new IllegalStateException("A process cannot be waited for", e);
    }
  }

  private static KinolakeException failed(String name, int code, List<String> lines) {
    return new KinolakeException(
        code == WRONG_CONFIG ? FailureCode.BAD_CONFIG : FailureCode.RANK_LOST,
        "The command of %s failed with exit code %d. It printed last:%n  %s"
            .formatted(name, code, String.join(System.lineSeparator() + "  ", lines)));
  }
}
