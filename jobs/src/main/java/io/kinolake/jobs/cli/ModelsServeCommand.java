package io.kinolake.jobs.cli;

import io.kinolake.models.device.Device;
import io.kinolake.models.device.Devices;
import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.graph.Precision;
import io.kinolake.models.oip.ModelServer;
import io.kinolake.models.oip.ServedNetworks;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves networks by the Open Inference Protocol until it is stopped. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Serves networks by the Open Inference Protocol (version 2, HTTP; JSON and binary tensors)",
      "until it is stopped. A folder is a published model (config.json and weights) or one to check.",
      "A model of several parts gives NAME and, for each further part, NAME-PART; without NAME= all",
      "parts go by their own names, such as clip-image. There is no access control: keep it on the",
      "loopback address or a trusted network."
    },
    footer = {
      "",
      "Example:",
      "  kinolake models serve --model /models/clip-vit-large-patch14 --port 8000",
      "  curl http://127.0.0.1:8000/v2/models/clip-image"
    })
final class ModelsServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "[NAME=]DIR",
      required = true,
      description = "A model's folder; may be given several times.")
  private String[] models = {};

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Address to listen at (default: ${DEFAULT-VALUE}).")
  private String host = "";

  @Option(
      names = "--port",
      defaultValue = "8000",
      description = "Port to listen at (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu, gpu:N, npu:N or musa:N (default: ${DEFAULT-VALUE}).")
  private String device = "";

  @Option(
      names = "--max-body-megabytes",
      defaultValue = "256",
      description = "Longest body of a request, MiB (default: ${DEFAULT-VALUE}).")
  private int bodyMegabytes;

  @Option(
      names = "--concurrency",
      defaultValue = "4",
      description = "Requests worked on at once (default: ${DEFAULT-VALUE}).")
  private int concurrency;

  @Override
  public Integer call() throws InterruptedException {
    if (concurrency < 1 || bodyMegabytes < 1 || bodyMegabytes > 2047) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "--concurrency is 1 or more and --max-body-megabytes 1 to 2047.");
    }
    NetworkOptions options =
        new NetworkOptions(Precision.FLOAT32, 0, Devices.ofMachine().access(Device.parse(device)));
    ModelServer.Limits limits = new ModelServer.Limits(bodyMegabytes << 20, concurrency);
    Map<String, TensorModel> open = new TreeMap<>();
    for (String model : models) {
      add(model, options, open);
    }
    try (ModelServer server = ModelServer.start(new InetSocketAddress(host, port), open, limits)) {
      PrintWriter out = spec.commandLine().getOut();
      out.printf("Serving %s at %s%n", open.keySet(), server.address());
      out.flush();
      new CountDownLatch(1).await(); // until the process is ended
    }
    return 0;
  }

  private static void add(String model, NetworkOptions options, Map<String, TensorModel> open) {
    int sign = model.indexOf('=');
    Map<String, TensorModel> parts =
        ServedNetworks.open(Path.of(model.substring(sign + 1)), options);
    boolean first = true;
    for (Map.Entry<String, TensorModel> part : parts.entrySet()) {
      String given = model.substring(0, Math.max(sign, 0));
      String name =
          given.isEmpty() ? part.getKey() : first ? given : given + "-" + suffix(part.getKey());
      first = false;
      if (open.put(name, part.getValue()) != null) {
        throw new KinolakeException(
            FailureCode.BAD_ARGUMENT,
            "Two models are called '%s'. Name them: --model NAME=DIR.".formatted(name));
      }
    }
  }

  private static String suffix(String part) {
    return part.substring(part.lastIndexOf('-') + 1);
  }
}
