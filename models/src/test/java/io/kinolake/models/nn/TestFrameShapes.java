package io.kinolake.models.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import org.junit.jupiter.api.Test;

class TestFrameShapes {

  @Test
  void fromChannelsUndoesToChannels() {
    HostTensor x = TestingBlock.random(1, 5, 4, 6, 3);
    HostTensor back =
        TestingBlock.run(
                x,
                (scope, value) ->
                    FrameShapes.fromChannels(scope.tf(), FrameShapes.toChannels(scope.tf(), value)))
            .result();
    assertThat(back).isEqualTo(x);
  }

  @Test
  void theFirstFrameIsPutAfterOneOfZeros() {
    HostTensor x = HostTensor.floats(Shape.of(1, 2, 2, 1), 1, 2, 3, 4);
    HostTensor channels =
        TestingBlock.run(x, (scope, value) -> FrameShapes.toChannels(scope.tf(), value)).result();
    assertThat(channels).isEqualTo(HostTensor.floats(Shape.of(1, 1, 1, 8), 0, 0, 0, 0, 1, 2, 3, 4));
  }

  @Test
  void everyFrameRowAndColumnIsDoubled() {
    HostTensor x = HostTensor.floats(Shape.of(2, 1, 2, 1), 1, 2, 3, 4);
    HostTensor doubled =
        TestingBlock.run(
                x,
                (scope, value) ->
                    FrameShapes.doubled(scope.tf(), Convolutions.doubled(scope.tf(), value)))
            .result();
    assertThat(doubled.shape()).isEqualTo(Shape.of(4, 2, 4, 1));
    assertThat(doubled.toFloats())
        .containsExactly(
            1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4, 3, 3, 4, 4, 3,
            3, 4, 4);
  }

  @Test
  void channelsAreAveragedAndRepeatedInARow() {
    HostTensor x = HostTensor.floats(Shape.of(1, 1, 1, 4), 1, 3, 5, 9);
    assertThat(
            TestingBlock.run(x, (scope, value) -> FrameShapes.averaged(scope.tf(), value, 2))
                .result()
                .toFloats())
        .containsExactly(2, 7);
    assertThat(
            TestingBlock.run(x, (scope, value) -> FrameShapes.repeated(scope.tf(), value, 8))
                .result()
                .toFloats())
        .containsExactly(1, 1, 3, 3, 5, 5, 9, 9);
  }
}
