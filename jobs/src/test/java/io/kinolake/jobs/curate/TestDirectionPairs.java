package io.kinolake.jobs.curate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.jobs.tables.SharedSpark;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each clip has a copy that points 0.96 to 0.99 the same way; the originals do not. */
class TestDirectionPairs {
  private static final double COSINE = 0.95;
  private static final int ORIGINALS = 1500;
  private static final int LENGTH = 64;

  private static List<double[]> directions;

  @BeforeAll
  static void start() {
    directions = directions();
  }

  @Test
  void allPairsAreFoundWhileAllAreCompared() {
    assertThat(found(Integer.MAX_VALUE, true)).isEqualTo(allPairs()).hasSizeGreaterThan(1400);
  }

  @Test
  void cellsMissFewPairsAndInventNone() {
    Set<String> expected = allPairs();
    Set<String> found = found(100, true);
    System.out.printf(
        "DirectionPairs: %d of %d pairs found in cells%n", found.size(), expected.size());
    assertThat(expected).containsAll(found);
    assertThat(found.size()).isGreaterThan((int) (0.9 * expected.size()));
    assertThat(found(100, true)).isEqualTo(found);
  }

  @Test
  void acceptedClipsAreNotComparedWithEachOther() {
    assertThat(found(100, false)).isEmpty();
  }

  private static Set<String> found(int compareAll, boolean open) {
    List<Row> clips = new ArrayList<>();
    List<Row> nodes = new ArrayList<>();
    for (int i = 0; i < directions.size(); i++) {
      clips.add(RowFactory.create("clip" + i, Vectors.dense(directions.get(i))));
      nodes.add(RowFactory.create((long) i, open, "clip" + i));
    }
    Dataset<Row> wide =
        SharedSpark.session()
            .createDataFrame(
                clips,
                new StructType()
                    .add(JudgedClips.CLIP, DataTypes.StringType)
                    .add(ClipDirections.DIRECTION, SQLDataTypes.VectorType()));
    StructType keys =
        new StructType()
            .add(HashPairs.HASH, DataTypes.LongType)
            .add(HashPairs.OPEN, DataTypes.BooleanType)
            .add(JudgedClips.CLIP, DataTypes.StringType);
    Set<String> pairs = new HashSet<>();
    new DirectionPairs(COSINE, compareAll, wide)
        .of(SharedSpark.session().createDataFrame(nodes, keys)).collectAsList().stream()
            .map(row -> row.getLong(0) + " " + row.getLong(1))
            .forEach(pair -> assertThat(pairs.add(pair)).as("%s once", pair).isTrue());
    return pairs;
  }

  private static Set<String> allPairs() {
    Set<String> pairs = new HashSet<>();
    for (int i = 0; i < directions.size(); i++) {
      for (int j = i + 1; j < directions.size(); j++) {
        if (DirectionMeans.dot(directions.get(i), directions.get(j)) >= COSINE) {
          pairs.add(i + " " + j);
        }
      }
    }
    return pairs;
  }

  /** As embeddings of pictures do, all lie in a cone; a copy is its original with noise. */
  private static List<double[]> directions() {
    Random random = new Random(8);
    List<double[]> all = new ArrayList<>();
    double[] middle = gaussian(random, 1);
    for (int i = 0; i < ORIGINALS; i++) {
      all.add(unit(sum(middle, gaussian(random, 1))));
    }
    for (int i = 0; i < ORIGINALS; i++) {
      double noise = (0.15 + 0.14 * random.nextDouble()) / Math.sqrt(LENGTH);
      all.add(unit(sum(all.get(i), gaussian(random, noise))));
    }
    return all;
  }

  private static double[] gaussian(Random random, double scale) {
    double[] vector = new double[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      vector[i] = scale * random.nextGaussian();
    }
    return vector;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = new double[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      sum[i] = a[i] + b[i];
    }
    return sum;
  }

  private static double[] unit(double[] vector) {
    double length = Math.sqrt(DirectionMeans.dot(vector, vector));
    double[] unit = new double[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      unit[i] = vector[i] / length;
    }
    return unit;
  }
}
