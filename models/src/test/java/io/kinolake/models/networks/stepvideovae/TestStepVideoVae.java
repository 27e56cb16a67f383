package io.kinolake.models.networks.stepvideovae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.vae.Posterior;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.TestingWeights;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat32;

class TestStepVideoVae {
  private static final TestingWeights WEIGHTS = TestingWeights.random(shapes(config(2)), 3, 0.15f);

  @Test
  void chunksAndVideosDoNotTouchEachOther() {
    HostTensor videos = random(2, 18, 3, 16, 16);
    try (StepVideoVae vae = load(config(2), WEIGHTS)) {
      Posterior all = vae.encode(videos);
      assertThat(all.mean().shape()).isEqualTo(Shape.of(2, 4, 2, 1, 1));
      HostTensor lastFrame = TensorRows.slice(TensorRows.row(videos, 1), 17, 18);
      assertThat(TensorRows.slice(TensorRows.row(all.mean(), 1), 3, 4).toFloats())
          .containsExactly(vae.encodeChunk(lastFrame).mean().toFloats(), within(1e-5f));
    }
  }

  @Test
  void laterFramesDoNotChangeTheFirstLatentOfVersion2() {
    HostTensor video = random(17, 3, 16, 16);
    HostTensor other =
        TensorRows.concat(List.of(TensorRows.slice(video, 0, 9), random(8, 3, 16, 16)));
    assertThat(firstLatent(2, video)).containsExactly(firstLatent(2, other), within(1e-6f));
    assertThat(firstLatent(1, video)[0]).isNotCloseTo(firstLatent(1, other)[0], within(1e-4f));
  }

  @Test
  void decodingInPiecesGivesTheWholeVideo() {
    HostTensor latents = random(1, 7, 2, 1, 1);
    try (StepVideoVae vae = load(config(2), WEIGHTS)) {
      List<HostTensor> pieces = new ArrayList<>();
      vae.decode(TensorRows.row(latents, 0), pieces::add);
      assertThat(pieces).extracting(piece -> piece.shape().dim(0)).containsExactly(17L, 17L, 1L);
      HostTensor whole = vae.decode(latents);
      assertThat(whole.shape()).isEqualTo(Shape.of(1, 35, 3, 16, 16));
      assertThat(TensorRows.row(whole, 0).toFloats())
          .containsExactly(TensorRows.concat(pieces).toFloats(), within(1e-5f));
    }
  }

  @Test
  void theLastConvolutionIsReadByItsPublishedName() {
    Map<String, HostTensor> published = new LinkedHashMap<>();
    WEIGHTS
        .tensors()
        .keySet()
        .forEach(
            name ->
                published.put(
                    name.replace("decoder.conv_out.conv.", "decoder.conv_out."),
                    WEIGHTS.tensor(name)));
    HostTensor latents = random(1, 1, 2, 1, 1);
    try (StepVideoVae one = load(config(2), WEIGHTS);
        StepVideoVae other = load(config(2), new TestingWeights(published))) {
      assertThat(other.decode(latents)).isEqualTo(one.decode(latents));
    }
  }

  @Test
  void aRestThatCannotBeHalvedIsRefused() {
    try (StepVideoVae vae = load(config(2), WEIGHTS)) {
      assertThatThrownBy(() -> vae.encode(random(1, 22, 3, 16, 16)))
          .isInstanceOf(KinolakeException.class)
          .hasMessageContaining("Cut it to 17 frames");
    }
  }

  @Test
  void theConditionIsThePictureAndThenZeros() {
    HostTensor image = HostTensor.floats(Shape.of(2, 1, 1, 1, 1), 5, 7);
    assertThat(I2vCondition.padded(image, 3))
        .isEqualTo(HostTensor.floats(Shape.of(2, 3, 1, 1, 1), 5, 0, 0, 7, 0, 0));
    assertThat(
            I2vCondition.noisy(
                    image,
                    HostTensor.floats(Shape.of(2), 0, (float) Math.log(2)),
                    HostTensor.floats(image.shape(), 1, 1))
                .toFloats())
        .containsExactly(new float[] {6, 9}, within(1e-6f));
  }

  @Test
  void thePublishedModelHasThePublishedParameters() {
    assertThat(shapes(StepVideoVaeConfig.published()))
        .containsEntry("encoder.conv_in.conv.weight", Shape.of(32, 3, 3, 3, 3))
        .containsEntry("encoder.down.1.downsample.conv.conv.weight", Shape.of(256, 256, 3, 3, 3))
        .containsEntry("encoder.conv_patchify.conv.conv.weight", Shape.of(256, 512, 3, 3, 3))
        .containsEntry("encoder.conv_out.conv.weight", Shape.of(128, 2048, 3, 3, 3))
        .containsEntry("decoder.conv_unpatchify.conv.conv.weight", Shape.of(4096, 2048, 3, 3, 3))
        .containsEntry("decoder.up.1.upsample.conv.weight", Shape.of(256, 256, 3, 3))
        .containsEntry("decoder.up.0.block.2.conv2.conv.weight", Shape.of(128, 128, 3, 3, 3));
  }

  @Test
  void sizesAreReadOffTheWeights() {
    StepVideoVaeConfig published = StepVideoVaeConfig.published();
    assertThat(StepVideoVaeConfig.of(new ShapesOnly(shapes(published)))).isEqualTo(published);

    StepVideoVaeConfig small =
        new StepVideoVaeConfig(
            new StepVideoVaeConfig.Side(3, 32, List.of(1, 2, 2, 1), 1, Set.of(1, 2)),
            new StepVideoVaeConfig.Side(3, 32, List.of(1, 1, 2, 3), 2, Set.of(2, 3)),
            4,
            published.groups(),
            published.version(),
            published.frames(),
            published.latentFrames(),
            published.remain());
    assertThat(StepVideoVaeConfig.of(new ShapesOnly(shapes(small)))).isEqualTo(small);
  }

  @Test
  void weightsOfAnotherNetworkAreNamedAsSuch() {
    assertThatThrownBy(() -> StepVideoVaeConfig.of(new ShapesOnly(Map.of())))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("encoder.conv_out.conv.weight")
        .hasMessageContaining("vae_v2.safetensors");
    TestingWeights surplus = WEIGHTS.with("encoder.surplus", HostTensor.floats(Shape.of(1), 0));
    assertThatThrownBy(() -> load(config(2), surplus))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("1 unexpected (encoder.surplus)");
  }

  private static float[] firstLatent(int version, HostTensor video) {
    try (StepVideoVae vae =
        StepVideoVae.loadEncoder(config(version), WEIGHTS, NetworkOptions.DEFAULT)) {
      return TensorRows.row(vae.encodeChunk(video).mean(), 0).toFloats();
    }
  }

  private static StepVideoVae load(StepVideoVaeConfig config, TestingWeights weights) {
    return StepVideoVae.load(config, weights, NetworkOptions.DEFAULT);
  }

  private static StepVideoVaeConfig config(int version) {
    return new StepVideoVaeConfig(
        new StepVideoVaeConfig.Side(3, 2, List.of(1, 2, 2, 4), 1, Set.of(1, 2)),
        new StepVideoVaeConfig.Side(3, 2, List.of(1, 1, 2, 4), 1, Set.of(2, 3)),
        2,
        2,
        version,
        17,
        3,
        0.6f);
  }

  private static Map<String, Shape> shapes(StepVideoVaeConfig config) {
    try (Network network =
        Network.build(
            NetworkOptions.DEFAULT,
            builder -> {
              NetScope scope = builder.scope();
              builder.output(
                  "moments",
                  StepVideoVaeEncoder.moments(
                      scope, config, builder.input("v", TFloat32.class, -1, 3, -1, -1)));
              builder.output(
                  "frames",
                  StepVideoVaeDecoder.frames(
                      scope,
                      config,
                      builder.input("l", TFloat32.class, -1, config.latentChannels(), -1, -1)));
            })) {
      return network.parameterShapes();
    }
  }

  private static HostTensor random(long... sizes) {
    Random random = new Random(sizes[0] + sizes.length);
    Shape shape = Shape.of(sizes);
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return HostTensor.floats(shape, values);
  }

  /** Weights of which nothing is asked but their shapes. */
  private record ShapesOnly(Map<String, Shape> shapes) implements WeightSource {
    @Override
    public String origin() {
      return "shapes";
    }

    @Override
    public Map<String, TensorInfo> tensors() {
      Map<String, TensorInfo> infos = new LinkedHashMap<>();
      shapes.forEach((name, shape) -> infos.put(name, new TensorInfo(DType.F32, shape)));
      return infos;
    }

    @Override
    public HostTensor tensor(String name) {
      throw new UnsupportedOperationException(name);
    }

    @Override
    public void close() {}
  }
}
