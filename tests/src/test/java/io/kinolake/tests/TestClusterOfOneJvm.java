package io.kinolake.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standalone cluster on this machine: master and workers in one JVM, two executors beside it. */
class TestClusterOfOneJvm {
  private static final int VIDEOS = 4;
  private static final Pattern EXECUTOR_ID = Pattern.compile("--executor-id (\\S+)");

  @TempDir private Path folder;

  @Test
  void twoExecutorsOneOfWhichDiesMakeWhatOneProcessMakes() throws IOException {
    Path warehouse = folder.resolve("warehouse");
    PipelineHarness harness = new PipelineHarness(folder.resolve("processes"));
    ShortVideos.write(folder.resolve("videos"), VIDEOS);
    PipelineHarness.Result alone = harness.run(command("local[2]"));
    assertThat(alone.exitCode()).as(alone.toString()).isZero();
    LakeReader lake = new LakeReader(warehouse);
    Map<String, List<String>> rows = lake.allRows();
    Map<String, Long> files = lake.mediaFiles();
    assertThat(files).hasSize(2 * VIDEOS);
    // The place of the clips is part of their identity, so the other run takes the same one.
    Files.move(warehouse, folder.resolve("alone"));

    try (PipelineHarness.Running running = startOnCluster(harness)) {
      killWhileItFindsScenes(running);
      PipelineHarness.Result result = running.await();

      assertThat(result.exitCode()).as(result.toString()).isZero();
      assertThat(result.err()).contains("Lost executor");
    }
    lake = new LakeReader(warehouse);
    assertThat(lake.allRows()).isEqualTo(rows);
    assertThat(lake.mediaFiles()).isEqualTo(files);
  }

  /** Ends an executor that has noted that it handed a source to native code. */
  private void killWhileItFindsScenes(PipelineHarness.Running running) {
    AtomicReference<String> dead = new AtomicReference<>();
    running.awaitUntil(
        "an executor looked for scenes",
        () -> {
          executors(running).entrySet().stream()
              .filter(executor -> hasInHand(executor.getKey(), "detect-scenes"))
              .findFirst()
              .ifPresent(
                  executor -> {
                    executor.getValue().destroyForcibly();
                    dead.set(executor.getKey());
                  });
          return dead.get() != null;
        });
  }

  private static Map<String, ProcessHandle> executors(PipelineHarness.Running running) {
    Map<String, ProcessHandle> executors = new TreeMap<>();
    running
        .process()
        .children()
        .forEach(
            child -> {
              Matcher id = EXECUTOR_ID.matcher(child.info().commandLine().orElse(""));
              if (id.find()) {
                executors.put(id.group(1), child);
              }
            });
    return executors;
  }

  private boolean hasInHand(String executor, String stage) {
    File[] notes = runtime().resolve(executor).resolve("in-flight").toFile().listFiles();
    return notes != null && Arrays.stream(notes).anyMatch(note -> isOf(note.toPath(), stage));
  }

  private static boolean isOf(Path note, String stage) {
    try {
      return Files.readString(note).startsWith(stage + "\n");
    } catch (NoSuchFileException e) {
      return false; // given back just now
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to read " + note, e);
    }
  }

  private PipelineHarness.Running startOnCluster(PipelineHarness harness) throws IOException {
    SparkHome home = SparkHome.in(folder.resolve("spark"));
    return harness.start(
        home.flags(runtime()), home.environment(), command("local-cluster[2,1,1024]"));
  }

  private Path runtime() {
    return folder.resolve("runtime");
  }

  private String[] command(String master) {
    return new String[] {
      "run",
      "--videos",
      folder.resolve("videos").toString(),
      "--warehouse",
      folder.resolve("warehouse").toString(),
      "--master",
      master
    };
  }
}
