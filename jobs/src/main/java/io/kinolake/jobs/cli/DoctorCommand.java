package io.kinolake.jobs.cli;

import io.kinolake.jobs.doctor.Doctor;
import io.kinolake.udfs.store.Location;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks that this machine can do the work. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Checks that this machine can do the work, and says what to do where it cannot.",
      "Needs no warehouse. The exit code is 1 if something needed is broken."
    },
    footer = {
      "",
      "Examples:",
      "  kinolake doctor",
      "  kinolake doctor --warehouse s3a://bucket/lake --no-spark"
    })
final class DoctorCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Option(names = "--no-spark", description = "Do not start Spark.")
  private boolean noSpark;

  @Override
  public Integer call() {
    String encoder = common.loadConfig(Map.of()).cut().encoder();
    SparkConf conf = new SparkConf();
    common.sparkSettings().forEach(conf::set);
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
    Optional<String> master =
        noSpark ? Optional.empty() : Optional.of(common.master().orElse("local[*]"));
    Doctor doctor = new Doctor(Location.of(common.warehouse()).text(), encoder, hadoop, master);
    boolean able = doctor.examine(finding -> System.out.println(finding.toLine()));
    return able ? 0 : 1;
  }
}
