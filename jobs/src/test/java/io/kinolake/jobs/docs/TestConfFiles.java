package io.kinolake.jobs.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.jobs.config.ConfigLoader;
import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.jobs.tables.SparkSessions;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TestConfFiles {
  private static final Pattern POM_FLAGS =
      Pattern.compile("<kinolake.jvm.flags>(.*?)</kinolake.jvm.flags>", Pattern.DOTALL);

  @Test
  void everyFileIsTriedHereOrInTraining() throws IOException {
    Path conf = RepositoryFiles.file("conf");
    List<String> files;
    try (Stream<Path> tree = Files.walk(conf)) {
      files = tree.filter(Files::isRegularFile).map(conf::relativize).map(Path::toString).toList();
    }

    assertThat(files)
        .containsExactlyInAnyOrder(
            "jvm.flags",
            "learning-demo.yaml",
            "log4j2.properties",
            "pipeline.yaml",
            "spark-defaults.conf",
            "discovery/ascend.sh",
            "discovery/moore-threads.sh",
            "discovery/nvidia.sh",
            "schedule/kinolake.cron",
            "schedule/kinolake-refresh.service",
            "schedule/kinolake-refresh.timer",
            "training/defaults.yaml",
            "training/opensora-16x256x256.yaml",
            "training/stepvideo-dpo.yaml",
            "training/stepvideo-i2v.yaml",
            "training/stepvideo-t2v.yaml",
            "training/tiny-dpo.yaml",
            "training/tiny-i2v.yaml",
            "training/tiny-stdit.yaml",
            "training/tiny-t2v.yaml");
  }

  @Test
  void thePipelineFileIsTheDefault() throws IOException {
    ConfigLoader loader = new ConfigLoader();

    assertThat(loader.load(Optional.of(RepositoryFiles.file("conf/pipeline.yaml")), Map.of()))
        .isEqualTo(loader.loadDefault());
  }

  @Test
  void theLearningDemoTakesEveryFilm() throws IOException {
    PipelineConfig config =
        new ConfigLoader()
            .load(Optional.of(RepositoryFiles.file("conf/learning-demo.yaml")), Map.of());

    assertThat(config.curate().rules()).isEmpty();
    assertThat(config.curate().dedup()).isEmpty();
  }

  @Test
  void clusterSettingsHoldWhatASessionNeeds() throws IOException {
    assertThat(properties("conf/spark-defaults.conf"))
        .containsAllEntriesOf(SparkSessions.requiredSettings());
  }

  @Test
  void clusterSettingsHaveTheFlagsOfTheLauncher() throws IOException {
    Properties settings = properties("conf/spark-defaults.conf");

    assertThat(words(settings.getProperty("spark.driver.extraJavaOptions"))).isEqualTo(jvmFlags());
    assertThat(words(settings.getProperty("spark.executor.extraJavaOptions")))
        .isEqualTo(jvmFlags());
  }

  @Test
  void testsRunWithTheFlagsOfTheLauncher() throws IOException {
    Matcher flags = POM_FLAGS.matcher(Files.readString(RepositoryFiles.file("pom.xml")));

    assertThat(flags.find()).as("kinolake.jvm.flags in the parent pom").isTrue();
    assertThat(words(flags.group(1))).isEqualTo(jvmFlags());
  }

  @Test
  void theLogIsQuietUnlessTheLauncherSaysOtherwise() throws IOException {
    assertThat(properties("conf/log4j2.properties"))
        .containsEntry("rootLogger.level", "${sys:kinolake.log.level:-error}");
  }

  @Test
  void schedulesRefreshAWarehouse() throws IOException {
    String command = "/opt/kinolake/kinolake refresh --warehouse /srv/lake";

    assertThat(RepositoryFiles.file("conf/schedule/kinolake.cron")).content().contains(command);
    assertThat(RepositoryFiles.file("conf/schedule/kinolake-refresh.service"))
        .content()
        .contains("ExecStart=" + command);
    assertThat(RepositoryFiles.file("conf/schedule/kinolake-refresh.timer"))
        .content()
        .contains("OnCalendar=");
  }

  private static List<String> jvmFlags() throws IOException {
    return words(Files.readString(RepositoryFiles.file("conf/jvm.flags")));
  }

  private static List<String> words(String text) {
    return Arrays.asList(text.strip().split("\\s+"));
  }

  private static Properties properties(String path) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(RepositoryFiles.file(path))) {
      properties.load(reader);
    }
    return properties;
  }
}
