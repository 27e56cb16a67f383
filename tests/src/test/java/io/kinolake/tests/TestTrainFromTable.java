package io.kinolake.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.schemas.tables.FeatureTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One command goes from a table of clips and captions to a trained model. */
class TestTrainFromTable {
  private static final int CLIPS = 3;

  @TempDir private Path folder;

  @Test
  void aTableOfClipsIsTrainedOnAndItsSamplesAreMadeOnce() throws IOException {
    ShortVideos.write(folder.resolve("clips"), CLIPS);
    StringBuilder table = new StringBuilder("path,text\n");
    for (int i = 0; i < CLIPS; i++) {
      table.append(
          "%s,\"Counting, Clip %d\"\n".formatted(folder.resolve("clips/video" + i + ".mp4"), i));
    }
    Path meta = Files.writeString(folder.resolve("meta.csv"), table);

    PipelineHarness.Result first = train(meta, 1);
    LakeReader lake = new LakeReader(folder.resolve("run/warehouse"));
    int samples = lake.live(FeatureTable.SCHEMA).size();
    PipelineHarness.Result second = train(meta, 2);

    assertThat(first.exitCode()).as(first.toString()).isZero();
    assertThat(second.exitCode()).as(second.toString()).isZero();
    assertThat(samples).isEqualTo(2 * CLIPS);
    assertThat(lake.live(FeatureTable.SCHEMA)).hasSize(samples);
    assertThat(folder.resolve("run/checkpoints/step_0000002/samples.jsonl.gz")).exists();
    assertThat(second.out()).contains("Going on after step 1");
  }

  private PipelineHarness.Result train(Path meta, int steps) throws IOException {
    return LauncherScript.train(
        folder,
        "train",
        "--config",
        PipelineHarness.repositoryRoot().resolve("conf/training/tiny-t2v.yaml").toString(),
        "--data-path",
        meta.toString(),
        "--set",
        "run.folder=" + folder.resolve("run"),
        "--set",
        "run.steps=" + steps);
  }
}
