package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;

import io.kinolake.models.device.Device;
import io.kinolake.models.process.ServerCommand;
import io.kinolake.models.process.ServerPlace;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.ModelSettings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Chat servers that answer in the place of a model in this process. */
final class ChatServerOptions {
  /** Where vLLM, SGLang and llama.cpp say that they are ready. */
  private static final String HEALTH = "/health";

  /** Large models take minutes to load; one that ends meanwhile is noticed at once. */
  private static final Duration START_DEADLINE = Duration.ofMinutes(30);

  private static final String PORT = "{port}";

  @Option(names = "--server", description = "An OpenAI-compatible server that runs the model.")
  private Optional<URI> server = Optional.empty();

  @Option(
      names = "--server-command",
      paramLabel = "TEMPLATE",
      description =
          "Starts such a server for each of --dp-size, by this command line; {port} and {devices},"
              + " which is --tp-size, are filled in. They end with the command.")
  private Optional<String> command = Optional.empty();

  @Option(
      names = "--devices",
      description =
          "Addresses of the devices that those servers share out, such as 0,1,2,3; each server gets"
              + " --tp-size of them. Counted from 0 unless told.")
  private Optional<String> devices = Optional.empty();

  @Option(
      names = "--tp-size",
      description = "Devices of one task; more than 1 only where servers have them.")
  private Optional<Integer> devicesPerTask = Optional.empty();

  @Option(names = "--key-variable", description = "Environment variable with the server's key.")
  private String keyVariable = "";

  String keyVariable() {
    return keyVariable;
  }

  /** The server, if one is named. */
  Optional<ServerPlace> place() {
    Optional<ServerPlace> started =
        command.map(
            line ->
                new ServerPlace.Supervised(
                    ServerCommand.of(CommandWords.of(line), HEALTH, START_DEADLINE)));
    return started.or(() -> server.map(ServerPlace.Remote::new));
  }

  /** Whether the model runs in this process. */
  boolean isModelHere() {
    return server.isEmpty() && command.isEmpty();
  }

  /**
   * Requires that the options suit each other.
   *
   * @param tasks --dp-size
   */
  void require(int tasks) {
    if (server.isPresent() && command.isPresent()) {
      throw refused("--server names one that runs and --server-command starts one; give either");
    }
    if (command.isPresent() && !command.get().contains(PORT)) {
      throw refused("--server-command has no %s, where the server is to listen".formatted(PORT));
    }
    if (devices.isPresent() && command.isEmpty()) {
      throw refused("--devices are shared out to servers; give --server-command as well");
    }
    if (devicesPerTask.orElse(1) < 1) {
      throw refused("--tp-size must be 1 or more");
    }
    if (isModelHere() && devicesPerTask.orElse(1) != 1) {
      throw refused(
          "--tp-size is %d, but a model in this process has one device; use --tp-size 1, or name a server that spreads the model with --server or --server-command"
              .formatted(devicesPerTask.orElseThrow()));
    }
    if (command.isPresent()) {
      requireDevices(tasks);
    }
  }

  private void requireDevices(int tasks) {
    List<String> named = named();
    int needed = tasks * devicesPerTask.orElse(1);
    if (devices.isPresent()
        && (named.size() != needed
            || Set.copyOf(named).size() != needed
            || named.stream().anyMatch(String::isEmpty))) {
      throw refused(
          "--devices names '%s', but %d servers of %d devices need %d different ones"
              .formatted(devices.get(), tasks, devicesPerTask.orElse(1), needed));
    }
  }

  /**
   * Where the tasks work: each with devices of its own for its server, else together.
   *
   * @param tasks --dp-size
   */
  TaskPlaces places(int tasks, ModelSettings settings) {
    if (command.isEmpty()) {
      return TaskPlaces.shared(settings, tasks);
    }
    int each = devicesPerTask.orElse(1);
    List<String> all = devices.isPresent() ? named() : counted(tasks * each, settings.device());
    List<List<String>> places = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      places.add(all.subList(task * each, (task + 1) * each));
    }
    return new TaskPlaces(settings, places);
  }

  private List<String> named() {
    return devices.stream()
        .flatMap(list -> Stream.of(list.split(",", -1)))
        .map(String::strip)
        .toList();
  }

  /** So many addresses, from that of --device on. */
  private static List<String> counted(int count, Device device) {
    int first = device instanceof Device.Accelerator own ? own.index() : 0;
    return IntStream.range(first, first + count).mapToObj(String::valueOf).toList();
  }

  private static KinolakeException refused(String problem) {
    return new KinolakeException(BAD_ARGUMENT, problem + ".");
  }
}
