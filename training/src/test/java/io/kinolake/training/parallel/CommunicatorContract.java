package io.kinolake.training.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every communicator does. */
abstract class CommunicatorContract {
  private static final int[] LENGTHS = {0, 1, 2, 3, 4, 5, 7, 64, 1001, 70_001, 200_003};

  /** Runs something on every rank of a new group at once; the results by rank. */
  abstract <T> List<T> onRanks(int size, Function<Communicator, T> work);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void ranksCountFromZero(int size) {
    List<String> ranks = onRanks(size, group -> group.rank() + "/" + group.size());
    for (int rank = 0; rank < size; rank++) {
      assertThat(ranks.get(rank)).isEqualTo(rank + "/" + size);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void ownedPartsCoverAVectorEvenly(int size) {
    List<long[]> bounds =
        onRanks(size, group -> new long[] {group.firstOwned(17), group.endOwned(17)});
    long end = 0;
    for (long[] part : bounds) {
      assertThat(part[0]).isEqualTo(end);
      assertThat(part[1] - part[0]).isBetween(17L / size, 17L / size + 1);
      end = part[1];
    }
    assertThat(end).isEqualTo(17);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void sumsAreThoseOfAPlainLoopAndTheSameEverywhere(int size) {
    for (int length : LENGTHS) {
      List<float[]> sums =
          onRanks(
              size,
              group -> {
                float[] values = values(group.rank(), length);
                List<FloatBuffer> vector = cut(values, length);
                group.sum(vector);
                return joined(vector);
              });
      assertThat(sums).allSatisfy(sum -> assertThat(sum).isEqualTo(sums.get(0)));
      assertClose(sums.get(0), size, 0, length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void ownedElementsAreSummedAndSpread(int size) {
    for (int length : LENGTHS) {
      List<float[]> parts =
          onRanks(
              size,
              group -> {
                List<FloatBuffer> vector = cut(values(group.rank(), length), length + 1);
                group.reduceScatter(vector);
                float[] all = joined(vector);
                int first = (int) group.firstOwned(length);
                int end = (int) group.endOwned(length);
                assertClose(Arrays.copyOfRange(all, first, end), size, first, end);
                group.allGather(vector);
                return joined(vector);
              });
      assertThat(parts).allSatisfy(all -> assertThat(all).isEqualTo(parts.get(0)));
      assertClose(parts.get(0), size, 0, length);
    }
  }

  @Test
  void sumsHaveTheSameBitsInEveryRun() {
    Function<Communicator, float[]> work =
        group -> {
          List<FloatBuffer> vector = cut(values(group.rank(), 5000), 1);
          group.sum(vector);
          return joined(vector);
        };
    assertThat(onRanks(3, work).get(1)).isEqualTo(onRanks(3, work).get(2));
  }

  @Test
  void onlyWhatLiesBetweenPositionAndLimitCounts() {
    List<FloatBuffer> buffers =
        onRanks(
            2,
            group -> {
              FloatBuffer buffer = FloatBuffer.wrap(new float[] {1, 2, 3, 4}, 1, 2);
              group.sum(List.of(buffer));
              return buffer;
            });
    assertThat(buffers)
        .allSatisfy(
            buffer -> {
              assertThat(buffer.array()).containsExactly(1, 4, 6, 4);
              assertThat(buffer.position()).isEqualTo(1);
              assertThat(buffer.limit()).isEqualTo(3);
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void numbersAreAddedInTheOrderOfRanks(int size) {
    double expected = 0;
    for (int rank = 0; rank < size; rank++) {
      expected += number(rank);
    }
    assertThat(onRanks(size, group -> group.sum(number(group.rank())))).containsOnly(expected);
    assertThat(onRanks(size, group -> group.sum(Double.NaN))).containsOnly(Double.NaN);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void chunksGoFromEachToEach(int size) {
    int[] lengths = {0, 1, 3, 100_001};
    for (int length : lengths) {
      onRanks(
          size,
          group -> {
            List<FloatBuffer> given = new ArrayList<>();
            List<FloatBuffer> taken = new ArrayList<>();
            for (int peer = 0; peer < size; peer++) {
              given.add(filled(length + peer, group.rank() * 10 + peer));
              taken.add(direct(length + group.rank()));
            }
            group.allToAll(given, taken);
            for (int peer = 0; peer < size; peer++) {
              assertThat(taken.get(peer))
                  .isEqualTo(filled(length + group.rank(), peer * 10 + group.rank()));
            }
            return group.rank();
          });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void everyoneHearsTheFirst(int size) {
    for (int length : new int[] {0, 1, 1_000_003}) {
      byte[] told = new byte[length];
      new SplittableRandom(length).nextBytes(told);
      assertThat(onRanks(size, group -> group.broadcast(group.rank() == 0 ? told : new byte[0])))
          .hasSize(size)
          .allSatisfy(heard -> assertThat(heard).isEqualTo(told));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void manyOperationsFollowEachOther(int size) {
    List<Double> sums =
        onRanks(
            size,
            group -> {
              double last = 1;
              for (int i = 0; i < 50; i++) {
                group.barrier();
                last = group.sum(last) / group.size();
                group.sum(List.of(filled(i, i)));
              }
              return last;
            });
    assertThat(sums).containsOnly(1.0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void sumsOfRandomPiecesAreRight(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int size = random.nextInt(2, 6);
    List<Integer> lengths = random.ints(20, 0, 3000).boxed().toList();
    List<float[]> sums =
        onRanks(
            size,
            group -> {
              List<FloatBuffer> vector = new ArrayList<>();
              for (int length : lengths) {
                vector.add(copy(values(group.rank(), length)));
              }
              group.sum(vector);
              return joined(vector);
            });
    assertThat(sums).allSatisfy(sum -> assertThat(sum).isEqualTo(sums.get(0)));
    int from = 0;
    for (int length : lengths) {
      assertClose(Arrays.copyOfRange(sums.get(0), from, from + length), size, 0, length);
      from += length;
    }
  }

  /** What a rank holds, at every place another number of some digits. */
  private static float[] values(int rank, int length) {
    SplittableRandom random = new SplittableRandom(rank);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  private static double number(int rank) {
    return 1e16 / (3 * rank + 1) - 0.1 * rank;
  }

  private static void assertClose(float[] sums, int size, int first, int end) {
    double[] expected = new double[end];
    for (int rank = 0; rank < size; rank++) {
      float[] values = values(rank, end);
      for (int i = 0; i < end; i++) {
        expected[i] += values[i];
      }
    }
    assertThat(sums).hasSize(end - first);
    for (int i = first; i < end; i++) {
      if (Math.abs(sums[i - first] - expected[i]) > size * 1e-6) {
        assertThat((double) sums[i - first]).as("element " + i).isEqualTo(expected[i]);
      }
    }
  }

  /** The values in direct buffers of uneven lengths, some of them empty. */
  private static List<FloatBuffer> cut(float[] values, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<FloatBuffer> pieces = new ArrayList<>();
    int from = 0;
    while (from < values.length || pieces.isEmpty()) {
      int length = Math.min(values.length - from, random.nextInt(values.length / 2 + 2));
      pieces.add(copy(Arrays.copyOfRange(values, from, from + length)));
      from += length;
    }
    return pieces;
  }

  private static float[] joined(List<FloatBuffer> pieces) {
    FloatBuffer all = FloatBuffer.allocate(pieces.stream().mapToInt(FloatBuffer::capacity).sum());
    pieces.forEach(piece -> all.put(piece.duplicate()));
    return all.array();
  }

  private static FloatBuffer copy(float[] values) {
    return direct(values.length).put(values).flip();
  }

  private static FloatBuffer filled(int length, float value) {
    FloatBuffer filled = direct(length);
    while (filled.hasRemaining()) {
      filled.put(value);
    }
    return filled.flip();
  }

  private static FloatBuffer direct(int length) {
    return ByteBuffer.allocateDirect(length * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
