package io.kinolake.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.jobs.tables.SharedSpark;
import io.kinolake.media.natives.NativeLibraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag(SharedSpark.OWN_PROCESS)
class TestDoctor {
  private final List<Finding> findings = new ArrayList<>();

  @TempDir private Path folder;

  @Test
  void aMachineThatRunsTheTestsIsAbleWithoutAWarehouse() {
    Path warehouse = folder.resolve("not/made/yet");

    boolean able = examine(warehouse.toString(), "libopenh264", new Configuration());

    // The locale is that of whoever runs the tests.
    assertThat(findings)
        .filteredOn(finding -> !finding.subject().equals("Locale"))
        .allMatch(Finding::isBearable);
    assertThat(able).isEqualTo(findings.stream().allMatch(Finding::isBearable));
    assertThat(lineOf("FFmpeg")).contains(NativeLibraries.load().ffmpeg()).contains("LGPL");
    assertThat(lineOf("OpenCV")).startsWith("✓").contains(NativeLibraries.load().openCv());
    assertThat(lineOf("Spark")).startsWith("-");
    assertThat(lineOf("Warehouse")).contains("can be made");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aMissingEncoderIsBrokenAndTheOtherChecksAreMade() {
    assertThat(examine(folder.toString(), "libnothing", new Configuration())).isFalse();
    assertThat(lineOf("Encoder")).startsWith("✗").contains("libnothing").contains("cut.encoder");
    assertThat(lineOf("Warehouse")).startsWith("✓").contains("is writable");
  }

  @Test
  void aFileInPlaceOfTheWarehouseIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThat(examine(file.resolve("lake").toString(), "libopenh264", new Configuration()))
        .isFalse();
    assertThat(lineOf("Warehouse")).startsWith("✗").contains("--warehouse");
  }

  @Test
  void noSecretIsPrinted() {
    Configuration hadoop = new Configuration();
    hadoop.set("fs.s3a.access.key", "AKIAKEY");
    hadoop.set("fs.s3a.secret.key", "very-secret");
    hadoop.set("fs.s3a.endpoint", "http://127.0.0.1:1");
    hadoop.set("fs.s3a.endpoint.region", "eu-test-1");

    assertThat(examine("s3a://bucket/lake", "libopenh264", hadoop)).isFalse();

    assertThat(lineOf("S3")).contains("127.0.0.1:1").contains("eu-test-1");
    assertThat(findings)
        .allSatisfy(finding -> assertThat(finding.text()).doesNotContain("AKIAKEY", "very-secret"));
    assertThat(lineOf("Warehouse")).startsWith("✗");
  }

  @Test
  void oldJavaLittleMemoryAndAForeignLocaleAreBroken() {
    assertThat(MachineChecks.java(11).toLine()).startsWith("✗").contains("Java 17");
    assertThat(MachineChecks.java(17).isBearable()).isTrue();
    assertThat(MachineChecks.java(25).toLine()).startsWith("!");
    assertThat(MachineChecks.memory(100L << 20).toLine()).startsWith("✗").contains("-Xmx");
    assertThat(MachineChecks.memory(4L << 30).toLine()).startsWith("✓").contains("4.0 GiB");
    assertThat(MachineChecks.locale("ANSI_X3.4-1968").toLine()).contains("LC_ALL=C.UTF-8");
    assertThat(MachineChecks.temporaryFolder(folder.resolve("gone").toString()).toLine())
        .startsWith("✗");
  }

  @Test
  void acceleratorsAreWhatTheirToolsSay() {
    Finding found =
        new Accelerators(List.of(List.of("echo", "Some GPU, 80 GiB"), List.of("no-such-tool")))
            .find();
    assertThat(found.toLine()).startsWith("✓").contains("Some GPU, 80 GiB");

    Finding none = new Accelerators(List.of(List.of("no-such-tool"), List.of("false"))).find();
    assertThat(none.toLine()).startsWith("✓").contains("CPU only");
  }

  private boolean examine(String warehouse, String encoder, Configuration hadoop) {
    return new Doctor(warehouse, encoder, hadoop, Optional.empty()).examine(findings::add);
  }

  private String lineOf(String subject) {
    return findings.stream()
        .filter(finding -> finding.subject().equals(subject))
        .findFirst()
        .orElseThrow()
        .toLine();
  }
}
