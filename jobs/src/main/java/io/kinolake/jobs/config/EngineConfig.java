package io.kinolake.jobs.config;

import io.kinolake.models.oip.OipEngine;
import io.kinolake.models.oip.OipModel;
import io.kinolake.models.oip.OipTraffic;
import io.kinolake.models.process.ServerCommand;
import io.kinolake.models.process.ServerPlace;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What runs a network: an entry of the settings for engines.
 *
 * @param engine {@code tensorflow} in the executor, or {@code oip} for a server
 * @param server address of a server that runs already
 * @param command starts a server for each device of each executor; {@code {port}} and {@code
 *     {devices}} are filled in
 * @param model its name there; the network's own if left out
 * @param health path that answers 200 once a started server is ready
 * @param startDeadline the longest that its start may take
 * @param deadline the longest that one request may take
 * @param encoding how tensors travel
 */
public record EngineConfig(
    Kind engine,
    Optional<String> server,
    Optional<List<String>> command,
    Optional<String> model,
    Optional<String> health,
    Optional<Duration> startDeadline,
    Optional<Duration> deadline,
    Optional<OipModel.Encoding> encoding) {
  private static final String READY = "/v2/health/ready";
  private static final Duration START = Duration.ofMinutes(10);

  /** The engines. */
  public enum Kind {
    TENSORFLOW,
    OIP
  }

  public EngineConfig {
    if (engine == Kind.OIP && server.isPresent() == command.isPresent()) {
      throw new IllegalArgumentException("the engine 'oip' needs either server or command");
    }
    if (server.filter(address -> !address.matches("https?://[^@\\s]+")).isPresent()) {
      throw new IllegalArgumentException(
          "server is http://HOST:PORT or https://HOST:PORT, not '%s'".formatted(server.get()));
    }
  }

  /** The engine; empty where TensorFlow runs the network. */
  Optional<OipEngine> toEngine(String network) {
    if (engine == Kind.TENSORFLOW) {
      return Optional.empty();
    }
    OipTraffic usual = OipTraffic.DEFAULT;
    return Optional.of(
        new OipEngine(
            model.orElse(network.toLowerCase(Locale.ROOT)),
            place(),
            new OipTraffic(
                deadline.orElse(usual.deadline()),
                usual.tries(),
                usual.firstWait(),
                usual.longestWait()),
            encoding.orElse(OipModel.Encoding.BINARY)));
  }

  private ServerPlace place() {
    return server
        .<ServerPlace>map(address -> new ServerPlace.Remote(URI.create(address)))
        .orElseGet(
            () ->
                new ServerPlace.Supervised(
                    ServerCommand.of(
                        command.orElseThrow(), health.orElse(READY), startDeadline.orElse(START))));
  }
}
