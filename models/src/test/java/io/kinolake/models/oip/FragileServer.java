package io.kinolake.models.oip;

import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.engine.TensorSpec;
import io.kinolake.models.tensor.HostTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A main class that serves {@link DoublingModel} as {@code double} and comes to harm by certain
 * inputs. Arguments: port, number of devices, a file that tells whether it died already.
 */
final class FragileServer {
  static final float DIE_ONCE = 666;
  static final float DIE = 667;
  static final float HANG = 777;

  private FragileServer() {}

  public static void main(String[] arguments) throws InterruptedException {
    System.out.printf(
        "devices %s, %s of them%n", System.getenv("ASCEND_RT_VISIBLE_DEVICES"), arguments[1]);
    ModelServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])),
        Map.of("double", new Fragile(Path.of(arguments[2]))),
        ModelServer.Limits.DEFAULT);
    new CountDownLatch(1).await();
  }

  private record Fragile(Path died) implements TensorModel {
    private static final DoublingModel MODEL = new DoublingModel();

    @Override
    public List<TensorSpec> inputs() {
      return MODEL.inputs();
    }

    @Override
    public List<TensorSpec> outputs() {
      return MODEL.outputs();
    }

    @Override
    public Map<String, HostTensor> run(Map<String, HostTensor> given, Collection<String> wanted) {
      float harm = given.get("x").toFloats()[0];
      if (harm == DIE || (harm == DIE_ONCE && !Files.exists(died))) {
        die();
      }
      if (harm == HANG) {
        hang();
      }
      return MODEL.run(given, wanted);
    }

    @Override
    public void close() {}

    private void die() {
      try {
        Files.writeString(died, "died");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Runtime.getRuntime().halt(3);
    }

    private static void hang() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
