package io.kinolake.jobs.curate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.jobs.tables.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class TestHashPairs {
  private static final int DISTANCE = 8;

  @Test
  void aBucketInPartsGivesThePairsOfAllAgainstAll() {
    Random random = new Random(5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      // The upper half is equal, so that some buckets hold every hash.
      rows.add(RowFactory.create(random.nextInt() & 0xFFFFFL, i % 3 != 0));
    }
    List<Row> distinct = rows.stream().filter(r -> firstOf(rows, r.getLong(0)) == r).toList();
    StructType schema =
        new StructType()
            .add(HashPairs.HASH, DataTypes.LongType)
            .add(HashPairs.OPEN, DataTypes.BooleanType);
    Dataset<Row> hashes = SharedSpark.session().createDataFrame(distinct, schema);
    List<String> found =
        new HashPairs(DISTANCE, 50)
            .of(hashes).collectAsList().stream()
                .map(r -> pair(r.getLong(0), r.getLong(1)))
                .toList();
    assertThat(found).isNotEmpty().containsExactlyInAnyOrderElementsOf(allPairs(distinct));
  }

  private static List<String> allPairs(List<Row> rows) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      for (int j = i + 1; j < rows.size(); j++) {
        long a = rows.get(i).getLong(0);
        long b = rows.get(j).getLong(0);
        boolean open = rows.get(i).getBoolean(1) || rows.get(j).getBoolean(1);
        if (open && Long.bitCount(a ^ b) <= DISTANCE) {
          pairs.add(pair(a, b));
        }
      }
    }
    return pairs;
  }

  private static String pair(long a, long b) {
    return Math.min(a, b) + " " + Math.max(a, b);
  }

  private static Row firstOf(List<Row> rows, long hash) {
    return rows.stream().filter(r -> r.getLong(0) == hash).findFirst().orElseThrow();
  }
}
