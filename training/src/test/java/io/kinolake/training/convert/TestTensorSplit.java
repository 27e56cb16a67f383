package io.kinolake.training.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.networks.stepdit.StepDitNetwork;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorBytes;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.models.weights.TestingWeights;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TestTensorSplit {
  private static final String QKV = "transformer_blocks.0.attn1.wqkv.weight";
  private static final String KV = "transformer_blocks.11.attn2.wkv.weight";
  private static final String INNER = "transformer_blocks.0.ff.net.2.weight";

  /** Two heads of one channel; rows are q0, k0, v0, q1, k1, v1. */
  private static final HostTensor SIX_ROWS =
      HostTensor.floats(Shape.of(6, 2), 0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121);

  @Test
  void attentionOfOneRankIsThatOfItsHeads() {
    TensorSplit split = new TensorSplit(2, 2, HeadOrder.BY_HEAD);

    assertThat(split.shard(QKV, SIX_ROWS, 1)).isEqualTo(TensorRows.slice(SIX_ROWS, 3, 6));
  }

  @Test
  void mindSpeedKeepsQueriesThenKeysThenValues() {
    TensorSplit split = new TensorSplit(2, 1, HeadOrder.BY_KIND);

    assertThat(split.shard(QKV, SIX_ROWS, 0))
        .isEqualTo(
            HostTensor.floats(Shape.of(6, 2), 0, 1, 100, 101, 10, 11, 110, 111, 20, 21, 120, 121));
    assertThat(new TensorSplit(3, 1, HeadOrder.BY_KIND).shard(KV, SIX_ROWS, 0))
        .isEqualTo(
            HostTensor.floats(Shape.of(6, 2), 0, 1, 20, 21, 110, 111, 10, 11, 100, 101, 120, 121));
  }

  @Test
  void inputsAreCutByColumns() {
    HostTensor whole = HostTensor.floats(Shape.of(2, 4), 0, 1, 2, 3, 10, 11, 12, 13);

    assertThat(new TensorSplit(4, 2, HeadOrder.BY_KIND).shard(INNER, whole, 1))
        .isEqualTo(HostTensor.floats(Shape.of(2, 2), 2, 3, 12, 13));
  }

  @ParameterizedTest
  @CsvSource({
    "1, BY_HEAD, false",
    "1, BY_KIND, true",
    "2, BY_HEAD, true",
    "2, BY_KIND, false",
    "4, BY_HEAD, false",
    "4, BY_KIND, true"
  })
  void shardsOfEveryParameterGiveItBack(int ranks, HeadOrder order, boolean conditioned) {
    TensorSplit split = new TensorSplit(4, ranks, order);
    Map<String, Shape> shapes = StepDitNetwork.parameterShapes(TinyCheckpoints.config(conditioned));
    WeightSource whole = TestingWeights.random(shapes, 3, 1);
    List<WeightSource> shards =
        IntStream.range(0, ranks).mapToObj(rank -> split.shards(whole, rank)).toList();

    shapes.forEach(
        (name, shape) -> {
          List<HostTensor> parts = shards.stream().map(each -> each.tensor(name)).toList();
          Shape part = shards.get(0).tensors().get(name).shape();
          assertThat(parts.get(0).shape()).isEqualTo(part);
          assertThat(split.wholeShape(name, part)).isEqualTo(shape);
          assertThat(part.elements() * (SplitRule.of(name) == SplitRule.WHOLE ? 1 : ranks))
              .isEqualTo(shape.elements());
          assertThat(split.join(name, parts)).isEqualTo(whole.tensor(name));
        });
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F64", "F32", "BF16", "F16", "U8"})
  void elementsOfAnyTypeAreCopiedBitForBit(DType type) {
    byte[] bytes = new byte[12 * type.bytes()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (0xff - 3 * i);
    }
    HostTensor whole = new HostTensor(type, Shape.of(6, 2), TensorBytes.wrap(bytes.clone()));
    for (String name : List.of(QKV, INNER)) {
      TensorSplit split = new TensorSplit(2, 2, HeadOrder.BY_KIND);
      HostTensor joined =
          split.join(name, List.of(split.shard(name, whole, 0), split.shard(name, whole, 1)));
      assertThat(joined).isEqualTo(whole);
    }
  }

  @Test
  void aPartOfABlockHasTheShapesOfItsShards() {
    StepDitConfig config = TinyCheckpoints.config(false);
    TensorSplit split = TensorSplit.of(config, 2);
    StepDitConfig.Block part = config.block().part(2);

    assertThat(split.shardShape(QKV, Shape.of(192, 64)))
        .isEqualTo(Shape.of(3L * part.heads() * part.headSize(), part.width()));
    assertThat(split.shardShape(INNER, Shape.of(64, 256)))
        .isEqualTo(Shape.of(part.width(), part.inner()));
  }

  @Test
  void unevenSharesAreRefused() {
    assertThatThrownBy(() -> new TensorSplit(48, 5, HeadOrder.BY_HEAD))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("48 heads cannot be shared by 5 ranks");
    assertThatThrownBy(
            () -> new TensorSplit(4, 2, HeadOrder.BY_HEAD).shardShape(QKV, Shape.of(10, 4)))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining(QKV)
        .hasMessageContaining("axis 0 is no multiple of 12");
  }
}
