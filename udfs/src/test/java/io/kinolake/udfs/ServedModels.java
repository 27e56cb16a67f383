package io.kinolake.udfs;

import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.oip.ModelServer;
import io.kinolake.models.oip.OipEngine;
import io.kinolake.models.oip.OipModel;
import io.kinolake.models.oip.OipTraffic;
import io.kinolake.models.process.ServerPlace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Models behind a server of this process, and settings that name them as engines. */
public final class ServedModels {
  private ServedModels() {}

  /** Serves models at a free port; the server closes them. */
  public static ModelServer serve(Map<String, TensorModel> models) {
    return ModelServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        models,
        ModelServer.Limits.DEFAULT);
  }

  /** Settings of a run whose networks of these names are models of the same names there. */
  public static ModelSettings settings(ModelServer server, String... networks) {
    ModelSettings plain = ModelSettings.ON_PROCESSOR;
    OipTraffic traffic =
        new OipTraffic(Duration.ofSeconds(30), 2, Duration.ofMillis(10), Duration.ofSeconds(1));
    return new ModelSettings(
        plain.device(),
        plain.devicesPerTask(),
        plain.precision(),
        plain.runsPerDevice(),
        plain.library(),
        Arrays.stream(networks)
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    name ->
                        new OipEngine(
                            name,
                            new ServerPlace.Remote(server.address()),
                            traffic,
                            OipModel.Encoding.BINARY))));
  }
}
