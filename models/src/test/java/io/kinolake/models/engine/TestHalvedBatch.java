package io.kinolake.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestHalvedBatch {
  private final List<Long> batches = new ArrayList<>();

  @Test
  void aBatchThatDoesNotFitIsRunInTwoHalves() {
    HostTensor five = HostTensor.floats(Shape.of(5, 1), 1, 2, 3, 4, 5);

    assertThat(new HalvedBatch(new Small(3)).run(Map.of("x", five), List.of("x")))
        .isEqualTo(Map.of("x", five));
    assertThat(batches).containsExactly(5L, 2L, 3L);
  }

  @Test
  void halvesThatDoNotFitAreAnError() {
    HostTensor eight = HostTensor.floats(Shape.of(8, 1), new float[8]);

    assertThatThrownBy(() -> new HalvedBatch(new Small(3)).run(Map.of("x", eight), List.of("x")))
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.DEVICE_MEMORY))
        .hasMessage("4 do not fit");
    assertThat(batches).containsExactly(8L, 4L);
  }

  @Test
  void oneThatDoesNotFitIsAnError() {
    HostTensor one = HostTensor.floats(Shape.of(1, 1), 1);

    assertThatThrownBy(() -> new HalvedBatch(new Small(0)).run(Map.of("x", one), List.of("x")))
        .hasMessage("1 do not fit");
    assertThat(batches).containsExactly(1L);
  }

  /** Gives back what it takes, so many rows at most. */
  private final class Small implements TensorModel {
    private final int most;

    Small(int most) {
      this.most = most;
    }

    @Override
    public List<TensorSpec> inputs() {
      return List.of(new TensorSpec("x", DType.F32, List.of(-1L, 1L)));
    }

    @Override
    public List<TensorSpec> outputs() {
      return inputs();
    }

    @Override
    public Map<String, HostTensor> run(Map<String, HostTensor> given, Collection<String> wanted) {
      long rows = given.get("x").shape().dim(0);
      batches.add(rows);
      if (rows > most) {
        throw new KinolakeException(FailureCode.DEVICE_MEMORY, rows + " do not fit");
      }
      return given;
    }

    @Override
    public void close() {}
  }
}
