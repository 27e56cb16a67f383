package io.kinolake.jobs.curate;

import io.kinolake.jobs.curate.CuratedLake.Sample;
import io.kinolake.jobs.tables.SparkSessions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.SparkSession;

/** Prints how long it takes to curate synthetic clips, a tenth of them near copies; run by hand. */
final class BenchmarkCurateClips {
  private BenchmarkCurateClips() {}

  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    Path folder = Files.createTempDirectory("curate-bench");
    try (SparkSession spark =
        SparkSessions.local("local[2]", folder.resolve("runtime").toString())) {
      CuratedLake lake = new CuratedLake(spark, folder.resolve("lake").toString());
      lake.add(samples(count));
      CurateSettings settings =
          new CurateSettings(
              List.of("technical >= 1"),
              Optional.of(CurateSettings.Dedup.DEFAULT),
              Optional.empty());
      for (String run : List.of("from scratch", "nothing to do")) {
        System.out.printf("%d clips, %s: %s%n", count, run, lake.curate(settings));
      }
      System.out.println(SelectionSummary.of(lake.lake()));
    }
  }

  private static List<Sample> samples(int count) {
    Random random = new Random(1);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long hash = random.nextLong();
      if (i > 0 && i % 10 == 0) {
        hash = samples.get(random.nextInt(i)).hash().orElseThrow() ^ 1L << random.nextInt(64);
      }
      samples.add(Sample.of("clip%07d".formatted(i), 10 * random.nextDouble(), hash));
    }
    return samples;
  }
}
