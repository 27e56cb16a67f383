package io.kinolake.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shards and pieces of shards go to the right elements of their parameter, and to each other. */
class TestWindow {
  private static final int ALL = 216;
  private static final Shape WHOLE = Shape.of(36, 6);

  @ParameterizedTest
  @EnumSource(Holding.class)
  void shardsTogetherAreTheParameter(Holding holding) {
    float[] values = counted(ALL);
    float[] joined = new float[ALL];
    for (int rank = 0; rank < 3; rank++) {
      Shard shard = Shard.of("p", WHOLE, holding, rank, 3);
      float[] own = shard.of(HostTensor.floats(WHOLE, values)).toFloats();
      assertThat(own)
          .hasSize((int) shard.shape().elements())
          .hasSize(holding.isShard() ? ALL / 3 : ALL);
      shard.put(own, joined);
    }
    assertThat(joined).isEqualTo(values);
  }

  @Test
  void columnsAreARangeOfTheSecondAxis() {
    Shard shard = Shard.of("p", Shape.of(2, 4), Holding.COLUMNS, 1, 2);

    assertThat(shard.shape()).isEqualTo(Shape.of(2, 2));
    assertThat(shard.of(HostTensor.floats(Shape.of(2, 4), counted(8))).toFloats())
        .containsExactly(2, 3, 6, 7);
  }

  @Test
  void rowsOfThreeAreARangeOfEachThird() {
    Shard shard = Shard.of("p", Shape.of(6, 2), Holding.ROWS_OF_THREE, 1, 2);

    assertThat(shard.shape()).isEqualTo(Shape.of(3, 2));
    assertThat(shard.of(HostTensor.floats(Shape.of(6, 2), counted(12))).toFloats())
        .containsExactly(2, 3, 6, 7, 10, 11);
  }

  @Test
  void piecesOfAnyDivisionFillThoseOfAnyOther() {
    for (List<Window.Piece> stored : divisions()) {
      for (List<Window.Piece> wanted : divisions()) {
        for (Window.Piece want : wanted) {
          float[] found = new float[want.length()];
          Arrays.fill(found, -1);
          long copied = 0;
          for (Window.Piece piece : stored) {
            long count =
                piece.copy(FloatBuffer.wrap(elements(piece)), want, FloatBuffer.wrap(found));
            assertThat(count == 0 || piece.mayMeet(want)).isTrue();
            copied += count;
          }
          assertThat(copied).isEqualTo(want.length());
          assertThat(found).isEqualTo(elements(want));
        }
      }
    }
  }

  @Test
  void whatCannotBeSharedEvenlyIsRefused() {
    assertThatThrownBy(() -> Shard.of("p", WHOLE, Holding.COLUMNS, 0, 5))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("'p' of shape")
        .hasMessageContaining("5 tensor-parallel ranks");
  }

  /**
   * The parameter as rows, rows of its halves or columns of several ranks, each in pieces of odd
   * lengths.
   */
  private static List<List<Window.Piece>> divisions() {
    List<List<Window.Piece>> divisions = new ArrayList<>();
    for (Holding holding : List.of(Holding.ROWS, Holding.ROWS_OF_TWO, Holding.COLUMNS)) {
      for (int ranks : new int[] {1, 2, 3}) {
        List<Window.Piece> pieces = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
          Window window = Shard.of("p", WHOLE, holding, rank, ranks).window();
          int length = ALL / ranks;
          pieces.add(new Window.Piece(window, 0, 5));
          pieces.add(new Window.Piece(window, 5, length - 7));
          pieces.add(new Window.Piece(window, length - 7, length));
        }
        divisions.add(pieces);
      }
    }
    return divisions;
  }

  /** Of a parameter whose elements are their numbers, by the definition of a window. */
  private static float[] elements(Window.Piece piece) {
    float[] values = new float[piece.length()];
    Window window = piece.window();
    for (int i = 0; i < values.length; i++) {
      int element = piece.from() + i;
      values[i] =
          element / window.width() * window.stride() + window.first() + element % window.width();
    }
    return values;
  }

  private static float[] counted(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    return values;
  }
}
