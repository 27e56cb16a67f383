package io.kinolake.udfs.spark;

import io.kinolake.models.device.Device;
import io.kinolake.models.device.ModelPool;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.ModelSettings;
import io.kinolake.udfs.OutputRows;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StageWorker;
import io.kinolake.udfs.WorkItem;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * The main class of a process that works on one item: reads settings of file systems and models,
 * the devices of its task, a stage and the item from standard input, writes the stored rows to
 * standard output. Its argument is the folder for copies of remote media.
 */
public final class IsolatedMain {
  private IsolatedMain() {}

  public static void main(String[] arguments) throws IOException, ClassNotFoundException {
    PrintStream answer = System.out;
    System.setOut(System.err); // nothing else may reach the answer
    ObjectInputStream request = new ObjectInputStream(System.in);
    Configuration hadoop = new Configuration(false);
    hadoop.readFields(request);
    ModelSettings settings = (ModelSettings) request.readObject();
    Device device = (Device) request.readObject();
    List<String> addresses = addresses(request);
    Stage<?, ?> stage = (Stage<?, ?>) request.readObject();
    WorkItem item = (WorkItem) request.readObject();
    List<Object[]> rows;
    try (HadoopMediaStore media = new HadoopMediaStore(hadoop, Path.of(arguments[0]));
        ModelPool models = new ModelPool()) {
      StageContext context = StageContext.of(media, models, settings, Path.of(arguments[0]));
      rows = process(stage, item, context.onDevice(device, addresses));
    }
    try (ObjectOutputStream out = new ObjectOutputStream(answer)) {
      out.writeObject(new ArrayList<>(rows));
    }
  }

  @SuppressWarnings("unchecked") // the other side writes nothing else
  private static List<String> addresses(ObjectInputStream request)
      throws IOException, ClassNotFoundException {
    return (List<String>) request.readObject();
  }

  private static <I extends Record, O extends Record> List<Object[]> process(
      Stage<I, O> stage, WorkItem item, StageContext context) {
    OutputRows<O> output = new OutputRows<>(stage.spec().output());
    try (StageWorker<I, O> worker = stage.open(context)) {
      return output.of(item, worker.process(List.of(item.<I>toItem(stage.spec().input()))).get(0));
    } catch (KinolakeException e) {
      return output.failed(item, e.failure());
    }
  }
}
