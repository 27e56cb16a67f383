package io.kinolake.models.oip;

import io.kinolake.models.process.JavaCommand;
import io.kinolake.models.process.ServerCommand;
import io.kinolake.models.process.SupervisedServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** A main class that starts a server, prints what processes there are, and waits to be killed. */
final class SupervisingMain {
  private SupervisingMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Path folder = Path.of(arguments[0]);
    SupervisedServer server =
        new SupervisedServer(
            ServerCommand.of(
                JavaCommand.of(
                    FragileServer.class, "{port}", "{devices}", folder.resolve("died").toString()),
                "/v2/health/ready",
                Duration.ofMinutes(1)),
            Map.of(),
            1,
            folder.resolve("server.log"));
    server.address();
    System.out.println(
        ProcessHandle.current()
            .descendants()
            .map(process -> String.valueOf(process.pid()))
            .collect(Collectors.joining(" ")));
    new CountDownLatch(1).await();
  }
}
