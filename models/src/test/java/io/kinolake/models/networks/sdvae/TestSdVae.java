package io.kinolake.models.networks.sdvae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.vae.Posterior;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.models.weights.TestingWeights;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat32;

class TestSdVae {
  private static final SdVaeConfig SMALL =
      new SdVaeConfig(3, java.util.List.of(4, 8), 1, 2, 2, 0.5);
  private static final TestingWeights WEIGHTS = TestingWeights.random(shapes(SMALL), 3, 0.2f);

  @Test
  void picturesOfABatchDoNotTouchEachOther() {
    HostTensor images = random(2, 3, 6, 10);
    try (SdVae vae = load(WEIGHTS)) {
      Posterior both = vae.encode(images);
      Posterior second = vae.encode(TensorRows.slice(images, 1, 2));
      assertThat(both.mean().shape()).isEqualTo(Shape.of(2, 2, 3, 5));
      assertThat(TensorRows.slice(both.mean(), 1, 2).toFloats())
          .containsExactly(second.mean().toFloats(), within(1e-6f));
      assertThat(vae.decode(both.mean()).shape()).isEqualTo(images.shape());
    }
  }

  @Test
  void filesWithOlderNamesGiveTheSame() {
    Map<String, HostTensor> older = new LinkedHashMap<>();
    WEIGHTS
        .tensors()
        .keySet()
        .forEach(
            name -> {
              HostTensor value = WEIGHTS.tensor(name);
              boolean matrix = name.contains("attentions") && value.shape().rank() == 2;
              older.put(
                  name.replace("to_q", "query")
                      .replace("to_k", "key")
                      .replace("to_v", "value")
                      .replace("to_out.0", "proj_attn"),
                  matrix
                      ? value.reshape(Shape.of(value.shape().dim(0), value.shape().dim(1), 1, 1))
                      : value);
            });
    assertThat(older).doesNotContainKey("encoder.mid_block.attentions.0.to_q.weight");
    HostTensor images = random(1, 3, 4, 4);
    try (SdVae today = load(WEIGHTS);
        SdVae before = load(new TestingWeights(older))) {
      assertThat(before.encode(images).mean()).isEqualTo(today.encode(images).mean());
    }
  }

  @Test
  void twoNamesOfOneTensorAreRefused() {
    String name = "encoder.mid_block.attentions.0.to_q.bias";
    TestingWeights twice = WEIGHTS.with(name.replace("to_q", "query"), WEIGHTS.tensor(name));
    assertThatThrownBy(() -> load(twice))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining(name);
  }

  @Test
  void theLayerThatIsNotFiniteIsNamed() {
    TestingWeights wrong =
        WEIGHTS.with(
            "encoder.down_blocks.1.resnets.0.conv2.bias",
            HostTensor.floats(Shape.of(8), 0, 0, 0, Float.NaN, 0, 0, 0, 0));
    try (SdVae vae = load(wrong)) {
      assertThatThrownBy(() -> vae.encode(random(1, 3, 4, 4)))
          .isInstanceOf(KinolakeException.class)
          .hasMessageContaining("layer 'down1'");
    }
  }

  @Test
  void sizesThatCannotBeHalvedAreRefused() {
    try (SdVae vae = load(WEIGHTS)) {
      assertThatThrownBy(() -> vae.encode(random(1, 3, 5, 4)))
          .isInstanceOf(KinolakeException.class)
          .hasMessageContaining("multiples of 2");
    }
  }

  @Test
  void thePublishedModelHasThePublishedParameters() {
    Map<String, Shape> shapes = shapes(SdVaeConfig.published());
    assertThat(shapes)
        .hasSize(248)
        .containsEntry(
            "encoder.down_blocks.1.resnets.0.conv_shortcut.weight", Shape.of(256, 128, 1, 1))
        .containsEntry("decoder.up_blocks.3.resnets.2.conv2.weight", Shape.of(128, 128, 3, 3));
    assertThat(shapes.values().stream().mapToLong(Shape::elements).sum()).isEqualTo(83_653_863L);
  }

  private static SdVae load(TestingWeights weights) {
    return SdVae.load(SMALL, weights, NetworkOptions.DEFAULT);
  }

  private static Map<String, Shape> shapes(SdVaeConfig config) {
    try (Network network =
        Network.build(
            NetworkOptions.DEFAULT,
            builder -> {
              NetScope scope = builder.scope();
              builder.output(
                  "moments",
                  SdVaeEncoder.moments(
                      scope, config, builder.input("i", TFloat32.class, -1, 3, -1, -1)));
              builder.output(
                  "images",
                  SdVaeDecoder.images(
                      scope,
                      config,
                      builder.input("l", TFloat32.class, -1, config.latentChannels(), -1, -1)));
            })) {
      return network.parameterShapes();
    }
  }

  private static HostTensor random(long... sizes) {
    Random random = new Random(1);
    Shape shape = Shape.of(sizes);
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return HostTensor.floats(shape, values);
  }
}
