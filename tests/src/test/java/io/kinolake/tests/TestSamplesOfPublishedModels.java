package io.kinolake.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.models.networks.TinyOpenSoraTree;
import io.kinolake.models.networks.stepvideo.TinyStepVideoTree;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.tables.LakeTables;
import io.kinolake.training.data.DataRequest;
import io.kinolake.training.data.ShardMap;
import io.kinolake.training.data.TrainingData;
import io.kinolake.training.data.TrainingSample;
import io.kinolake.udfs.feature.FeatureTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a video to the tensors that training reads, through the pipeline in a process of its own,
 * with small models in the folders in which Step-Video's and Open-Sora's are published.
 */
class TestSamplesOfPublishedModels {
  private static final String CAPTION = "A dog runs on the beach";
  private static final VideoSettings FORMAT =
      VideoSettings.mp4(new FrameSize(96, 64), new Rational(25, 1));

  @TempDir private Path folder;

  @Test
  void everySetsSamplesAreReadBackAndMadeOnce() throws IOException {
    TinyStepVideoTree.write(folder.resolve("stepvideo"));
    TinyOpenSoraTree.write(folder.resolve("opensora"));
    Path videos = Files.createDirectories(folder.resolve("videos"));
    NumberedVideo.constant(FORMAT, 60).write(videos.resolve("dog.mp4"));
    Files.writeString(videos.resolve("dog.txt"), CAPTION);
    PipelineHarness harness = new PipelineHarness(folder.resolve("processes"));

    run(harness);

    Shape stepVideo = Shape.of(3, TinyStepVideoTree.LATENT_CHANNELS, 2, 4);
    Map<String, HostTensor> t2v = sample("stepvideo-t2v", "3x2x4");
    assertThat(t2v.get(FeatureTensors.LATENT_MEAN).shape()).isEqualTo(stepVideo);
    assertStepVideoText(t2v);
    assertThat(t2v).doesNotContainKey(FeatureTensors.IMAGE_MEAN);

    Map<String, HostTensor> i2v = sample("stepvideo-i2v", "3x2x4");
    assertThat(i2v.get(FeatureTensors.LATENT_MEAN)).isEqualTo(t2v.get(FeatureTensors.LATENT_MEAN));
    assertThat(i2v.get(FeatureTensors.IMAGE_MEAN).shape())
        .isEqualTo(Shape.of(1, TinyStepVideoTree.LATENT_CHANNELS, 2, 4));
    assertThat(i2v).containsKey(FeatureTensors.NOISY_IMAGE_MEAN);
    assertStepVideoText(i2v);

    Map<String, HostTensor> openSora = sample("opensora", "16x32x32");
    assertThat(openSora.get(FeatureTensors.LATENT_MEAN).shape()).isEqualTo(Shape.of(16, 4, 32, 32));
    assertThat(openSora.get(FeatureTensors.TEXT).shape().dim(0)).isBetween(2L, 120L);

    List<String> commits = commits();
    run(harness);
    assertThat(commits()).as("a second run does nothing").isNotEmpty().isEqualTo(commits);
  }

  /** The commits of all tables; read without Spark, which would take longer than the rest. */
  private List<String> commits() throws IOException {
    List<String> commits = new ArrayList<>();
    for (TableSchema<?> table : LakeTables.ALL) {
      Path log = folder.resolve("warehouse").resolve(table.name()).resolve("_delta_log");
      if (Files.isDirectory(log)) {
        try (Stream<Path> files = Files.list(log)) {
          files.map(Path::toString).filter(file -> file.endsWith(".json")).forEach(commits::add);
        }
      }
    }
    return commits.stream().sorted().toList();
  }

  private static void assertStepVideoText(Map<String, HostTensor> sample) {
    Shape text = sample.get(FeatureTensors.TEXT).shape();
    assertThat(text.dim(0)).isBetween(2L, 320L);
    assertThat(text.dim(1)).isEqualTo(TinyStepVideoTree.LLM_WIDTH);
    assertThat(sample.get(FeatureTensors.TEXT_CLIP).shape())
        .isEqualTo(Shape.of(77, TinyStepVideoTree.CLIP_WIDTH));
    assertThat(sample.get(FeatureTensors.TEXT_CLIP_MASK).toLongs())
        .as("[CLS] a dog runs on the beach [SEP]")
        .startsWith(1, 1, 1, 1, 1, 1, 1, 1, 0)
        .endsWith(0);
  }

  /** The tensors of a set's only sample, with numbers that differ from each other. */
  private Map<String, HostTensor> sample(String set, String bucket) {
    TrainingData data =
        TrainingData.open(DataRequest.newest(folder.resolve("warehouse").toString(), set));
    assertThat(data.samples()).hasSize(1);
    TrainingSample sample = data.samples().get(0);
    assertThat(sample.caption()).isEqualToIgnoringCase(CAPTION);
    assertThat(sample.bucket()).isEqualTo(bucket);
    try (ShardMap shards = ShardMap.of(data, ShardMap.Checksums.FIRST_READ)) {
      Map<String, HostTensor> tensors = shards.read(sample).values();
      float[] mean = tensors.get(FeatureTensors.LATENT_MEAN).toFloats();
      assertThat(mean[0]).isFinite().isNotEqualTo(mean[mean.length - 1]);
      return tensors;
    }
  }

  private void run(PipelineHarness harness) {
    PipelineHarness.Result result =
        harness.run(
            "run",
            "--videos",
            folder.resolve("videos").toString(),
            "--warehouse",
            folder.resolve("warehouse").toString(),
            "--set",
            "score.scorers=[phash]",
            "--set",
            "curate.rules=[]",
            "--set",
            "caption.captioners=[sidecar]",
            "--set",
            "features.sets=[stepvideo-t2v, stepvideo-i2v, opensora]",
            "--set",
            "features.step-video=" + folder.resolve("stepvideo"),
            "--set",
            "features.step-video-frames=17",
            "--set",
            "features.step-video-size=64x32",
            "--set",
            "features.sd-vae=" + folder.resolve("opensora/vae"),
            "--set",
            "features.t5=" + folder.resolve("opensora/t5"));
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }
}
