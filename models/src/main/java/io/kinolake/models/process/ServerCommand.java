package io.kinolake.models.process;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How to start a server beside an executor.
 *
 * @param command program and arguments; {@code {port}} stands for the port to listen at, {@code
 *     {devices}} for the number of devices that it may use
 * @param health path that answers 200 once the server is ready, such as {@code /v2/health/ready}
 * @param startDeadline the longest that a start may take
 * @param starts how often in a row it is started before it counts as broken
 * @param firstWait before the second start in a row; doubled each time
 */
public record ServerCommand(
    List<String> command, String health, Duration startDeadline, int starts, Duration firstWait)
    implements Serializable {

  public ServerCommand {
    command = List.copyOf(command);
    if (command.isEmpty() || starts < 1 || startDeadline.toMillis() < 1) {
      throw new IllegalArgumentException(
          "A server needs a command, a start and a deadline, not %s, %d and %s"
              .formatted(command, starts, startDeadline));
    }
  }

  /** The usual patience: models take minutes to load. */
  public static ServerCommand of(List<String> command, String health, Duration startDeadline) {
    return new ServerCommand(command, health, startDeadline, 3, Duration.ofSeconds(1));
  }

  /** The command line for a port and so many devices. */
  List<String> at(int port, int devices) {
    Map<String, String> values =
        Map.of("{port}", String.valueOf(port), "{devices}", String.valueOf(devices));
    List<String> line = new ArrayList<>();
    for (String word : command) {
      String filled = word;
      for (Map.Entry<String, String> value : values.entrySet()) {
        filled = filled.replace(value.getKey(), value.getValue());
      }
      line.add(filled);
    }
    return line;
  }
}
