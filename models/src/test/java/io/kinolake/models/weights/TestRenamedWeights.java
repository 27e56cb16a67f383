package io.kinolake.models.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestRenamedWeights {
  private final TestingWeights source =
      new TestingWeights(
          Map.of(
              "a", HostTensor.floats(Shape.of(2, 3), 1, 2, 3, 4, 5, 6),
              "b", HostTensor.rounded(DType.F16, Shape.of(2, 3), 7, 8, 9, 10, 11, 12)));

  private final Map<String, WeightOrigin> origins =
      Map.of(
          "same", new WeightOrigin.Named("a"),
          "turned", new WeightOrigin.Transposed("b"),
          "both", new WeightOrigin.Stacked(List.of("a", "b")),
          "lacking", new WeightOrigin.Stacked(List.of("a", "c")),
          "other", new WeightOrigin.Transposed("a"));

  private final RenamedWeights weights =
      new RenamedWeights(
          source,
          Map.of(
              "same", Shape.of(2, 3),
              "turned", Shape.of(3, 2),
              "both", Shape.of(4, 3),
              "lacking", Shape.of(4, 3),
              "other", Shape.of(2, 3)),
          origins);

  @Test
  void tensorsComeUnderTheNetworksNames() {
    assertThat(weights.tensors().keySet()).containsExactlyInAnyOrder("same", "turned", "both");
    assertThat(weights.tensors())
        .containsEntry("turned", new TensorInfo(DType.F16, Shape.of(3, 2)));
    assertThat(weights.tensor("same")).isEqualTo(source.tensor("a"));
    assertThat(weights.tensor("turned"))
        .isEqualTo(HostTensor.rounded(DType.F16, Shape.of(3, 2), 7, 10, 8, 11, 9, 12));
    assertThat(weights.tensor("both"))
        .isEqualTo(HostTensor.floats(Shape.of(4, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
  }

  @Test
  void everyTensorIsReadInPieces() {
    for (String name : weights.tensors().keySet()) {
      ByteBuffer whole = ByteBuffer.allocate((int) weights.tensors().get(name).byteSize());
      ByteBuffer piece = ByteBuffer.allocate(whole.capacity() - 4);
      weights.read(name, 0, whole);
      weights.read(name, 4, piece);
      assertThat(piece.flip()).isEqualTo(whole.flip().position(4));
    }
    ByteBuffer second = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    weights.read("both", 28, second);
    assertThat(second.getFloat(0)).isEqualTo(8);
  }

  @Test
  void whatTheSourceLacksOrHasInAnotherShapeIsMissing() {
    assertThatThrownBy(() -> weights.tensor("lacking"))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("has no tensor 'lacking'");
    assertThatThrownBy(() -> weights.read("other", 0, ByteBuffer.allocate(4)))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("has no tensor 'other'");
  }

  @Test
  void everyDifferenceIsToldByTheNamesOfTheSource() {
    WeightLayout layout = new WeightLayout(origins::get, name -> name.startsWith("unused"));
    assertThat(layout.fit(source, Map.of("both", Shape.of(4, 3))).tensor("both"))
        .isEqualTo(weights.tensor("both"));
    TestingWeights more =
        source
            .with("unused", HostTensor.floats(Shape.of(), 0))
            .with("strange", HostTensor.floats(Shape.of(1), 1));
    assertThatThrownBy(
            () -> layout.fit(more, Map.of("lacking", Shape.of(4, 3), "turned", Shape.of(5, 2))))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining(
            "1 missing (c); 1 unexpected (strange); 1 of another shape (b is [2, 3], not [2, 5])");
  }
}
