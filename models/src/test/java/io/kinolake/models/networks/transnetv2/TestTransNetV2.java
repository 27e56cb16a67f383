package io.kinolake.models.networks.transnetv2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TestingWeights;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestTransNetV2 {
  private static final TransNetV2Config TWO_BLOCKS =
      new TransNetV2Config(3, 3, 2, 16, 21, 8, 12, 1e-3f);

  @Test
  void thePublishedNetworkHasThePublishedParameters() {
    try (Network network = build(TransNetV2Config.published())) {
      assertThat(network.parameterShapes())
          .hasEntrySatisfying(
              "fc1.weight", shape -> assertThat(shape.toString()).isEqualTo("[1024, 4864]"))
          .hasEntrySatisfying(
              "SDDCNN.2.DDCNN.1.Conv3D_8.layers.1.weight",
              shape -> assertThat(shape.toString()).isEqualTo("[64, 128, 3, 1, 1]"))
          .hasEntrySatisfying(
              "frame_sim_layer.projection.weight",
              shape -> assertThat(shape.toString()).isEqualTo("[128, 448]"));
    }
  }

  @Test
  void framesBeyondTheNextWindowDoNotMatter() {
    List<byte[]> frames = frames(130, 3);
    List<byte[]> changed = new ArrayList<>(frames);
    Collections.fill(changed.subList(80, 130), new byte[TransNetV2.FRAME_BYTES]);
    try (TransNetV2 model = load(weights())) {
      float[] one = model.predict(frames.iterator()).single();
      float[] other = model.predict(changed.iterator()).single();
      assertThat(one[49]).isStrictlyBetween(0.001f, 0.999f).isNotEqualTo(one[48]);
      assertThat(Arrays.copyOf(other, 50)).containsExactly(Arrays.copyOf(one, 50), within(1e-6f));
      assertThat(other[100]).isNotEqualTo(one[100]);
    }
  }

  @Test
  void aVideoOfOneFrameIsOneShot() {
    try (TransNetV2 model = load(weights())) {
      Predictions predictions = model.predict(frames(1, 5).iterator());
      assertThat(predictions.frames()).isEqualTo(1);
      assertThat(predictions.shots(Shot.THRESHOLD)).containsExactly(new Shot(0, 0));
    }
  }

  @Test
  void aVideoWithoutFramesIsRefused() {
    try (TransNetV2 model = load(weights())) {
      assertThatThrownBy(() -> model.predict(Collections.emptyIterator()))
          .isInstanceOf(KinolakeException.class)
          .hasMessageContaining("no frame");
    }
  }

  @Test
  void everyTensorThatDoesNotFitIsListedAtOnce() {
    HostTensor two = HostTensor.floats(Shape.of(2), 1, 2);
    TestingWeights wrong =
        weights()
            .without("fc1.weight")
            .without("SDDCNN.1.DDCNN.0.bn.bias")
            .with("cls_layer1.bias", two)
            .with("SDDCNN.1.DDCNN.0.bn.scale", two)
            .with("SDDCNN.7.DDCNN.0.bn.bias", two);
    assertThatThrownBy(() -> load(wrong))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining(
            "2 missing (SDDCNN.1.DDCNN.0.bn.bias, fc1.weight); "
                + "2 unexpected (SDDCNN.1.DDCNN.0.bn.scale, SDDCNN.7.DDCNN.0.bn.bias); "
                + "1 of another shape (cls_layer1.bias is [2], not [1]);")
        .extracting(e -> ((KinolakeException) e).failure().code())
        .isEqualTo(FailureCode.WRONG_WEIGHTS);
  }

  @Test
  void aTensorThatTellsASizeIsListedWhenItIsMissing() {
    TestingWeights wrong =
        weights().without("fc1.weight").with("extra", HostTensor.floats(Shape.of(1), 1));
    assertThatThrownBy(() -> load(TransNetV2Config.of(wrong), wrong))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("1 missing (fc1.weight); 1 unexpected (extra);");
  }

  @Test
  void countersOfBatchNormalisationAreNoSurprise() {
    TestingWeights published =
        weights()
            .with(
                "SDDCNN.0.DDCNN.0.bn.num_batches_tracked",
                HostTensor.integers(DType.I64, Shape.of(), 7));
    try (TransNetV2 model = load(TransNetV2Config.of(published), published)) {
      assertThat(model.predict(frames(1, 5).iterator()).frames()).isEqualTo(1);
    }
  }

  private static TransNetV2 load(TestingWeights weights) {
    return load(TWO_BLOCKS, weights);
  }

  private static TransNetV2 load(TransNetV2Config config, TestingWeights weights) {
    return TransNetV2.load(config, weights, NetworkOptions.DEFAULT);
  }

  private static TestingWeights weights() {
    try (Network network = build(TWO_BLOCKS)) {
      TestingWeights weights = TestingWeights.random(network.parameterShapes(), 11, 0.1f);
      for (String name : network.parameterShapes().keySet()) {
        if (name.endsWith("running_var")) {
          Shape shape = network.parameterShapes().get(name);
          float[] ones = new float[Math.toIntExact(shape.elements())];
          Arrays.fill(ones, 1);
          weights = weights.with(name, HostTensor.floats(shape, ones));
        }
      }
      return weights;
    }
  }

  private static Network build(TransNetV2Config config) {
    return Network.build(
        NetworkOptions.DEFAULT,
        builder ->
            builder.output(
                "single",
                TransNetV2Network.logits(builder.scope(), config, TransNetV2.input(builder))
                    .single()));
  }

  private static List<byte[]> frames(int count, long seed) {
    Random random = new Random(seed);
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] frame = new byte[TransNetV2.FRAME_BYTES];
      random.nextBytes(frame);
      frames.add(frame);
    }
    return frames;
  }
}
