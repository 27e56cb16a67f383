package io.kinolake.models.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.SharedFolder;
import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.engine.TensorSpec;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.process.Endpoint;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every network that can be served gives over HTTP what it gives in this process. */
class TestServedNetworks {
  private static final List<String> FOLDERS =
      List.of(
          "clip_vit",
          "t5_encoder",
          "hunyuan_clip",
          "sd_vae",
          "transnetv2",
          "step_llm",
          "stepvideo_vae");

  private final Random random = new Random(9);

  @TempDir private Path empty;

  @Test
  void aServedNetworkGivesWhatItGivesHere() throws IOException {
    Set<String> parts = new TreeSet<>();
    for (String folder : FOLDERS) {
      Map<String, TensorModel> models =
          ServedNetworks.open(SharedFolder.require("golden/" + folder), NetworkOptions.DEFAULT);
      parts.addAll(models.keySet());
      try (ModelServer server =
          ModelServer.start(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              models,
              ModelServer.Limits.DEFAULT)) {
        models.forEach((name, model) -> assertSame(server, name, model));
      }
    }
    assertThat(parts).containsExactlyElementsOf(ServedNetworks.parts());
  }

  @Test
  void aFolderOfSomethingElseIsRefused() throws IOException {
    assertThatThrownBy(() -> ServedNetworks.open(empty, NetworkOptions.DEFAULT))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("Name the folder of a published model");
    Files.writeString(empty.resolve("config.json"), "{\"kind\":\"other\"}");
    assertThatThrownBy(() -> ServedNetworks.open(empty, NetworkOptions.DEFAULT))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("holds no model that can be served");
  }

  private void assertSame(ModelServer server, String name, TensorModel model) {
    Map<String, HostTensor> inputs = new LinkedHashMap<>();
    model.inputs().forEach(spec -> inputs.put(spec.name(), anything(spec)));
    List<String> wanted = model.outputs().stream().map(TensorSpec::name).toList();
    Map<String, HostTensor> here = model.run(inputs, wanted);
    for (OipModel.Encoding encoding : OipModel.Encoding.values()) {
      OipModel served =
          OipModel.open(Endpoint.at(server.address()), name, OipTraffic.DEFAULT, encoding);

      assertThat(served.inputs()).as(name).isEqualTo(model.inputs());
      assertThat(served.run(inputs, wanted)).as(name + " as " + encoding).isEqualTo(here);
    }
  }

  /** A value that fits; sizes that may be anything are 2 along the first axis, else 16. */
  private HostTensor anything(TensorSpec spec) {
    long[] dims = new long[spec.dims().size()];
    for (int axis = 0; axis < dims.length; axis++) {
      long size = spec.dims().get(axis);
      dims[axis] = size >= 0 ? size : axis == 0 ? 2 : 16;
    }
    Shape shape = Shape.of(dims);
    int length = Math.toIntExact(shape.elements());
    return spec.dtype() == DType.F32
        ? HostTensor.floats(shape, floats(spec.name(), length))
        : HostTensor.integers(spec.dtype(), shape, random.longs(length, 0, 60).toArray());
  }

  private float[] floats(String name, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = name.equals("visible") ? 1 : random.nextFloat() * 2 - 1;
    }
    return values;
  }
}
