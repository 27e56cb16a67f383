package io.kinolake.training.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.diffusion.FlowConvention;
import io.kinolake.models.networks.stdit.StditConfig;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TestingWeights;
import io.kinolake.models.weights.TorchValue;
import io.kinolake.models.weights.TorchValue.Dict;
import io.kinolake.models.weights.TorchWriter;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.convert.MindSpeedWriter;
import io.kinolake.training.convert.PipelineStages;
import io.kinolake.training.convert.TreeVersion;
import io.kinolake.training.loop.Weights;
import io.kinolake.training.model.ModelPart;
import io.kinolake.training.model.StditModel;
import io.kinolake.training.model.StepVideoModel;
import io.kinolake.training.model.TrainableModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestFirstWeights {
  private static final StditModel STDIT =
      new StditModel(new StditConfig(4, 2, 32, 2, 2, 64, 16, 12, 0.5, 1));

  @TempDir private Path folder;

  private final List<String> lines = new ArrayList<>();

  @Test
  void aTreeOfMindSpeedIsLoadedAsItWasPublished() {
    TestingWeights published = published(2);
    write(published, TreeVersion.of(100), 2, 1, 1);

    for (Path path : List.of(folder, folder.resolve("iter_0000100"))) {
      Map<String, HostTensor> loaded = load(stepVideo(2), path);

      assertThat(loaded.keySet()).isEqualTo(published.tensors().keySet());
      loaded.forEach((name, value) -> assertThat(value).isEqualTo(published.tensor(name)));
    }
    assertThat(lines).allMatch(line -> line.contains("checkpoint '100' for 2 ranks"));
  }

  @Test
  void aTreeThatLacksARankNamesItsFile() throws IOException {
    write(published(2), TreeVersion.RELEASE, 2, 2);
    Files.delete(folder.resolve("release/mp_rank_00/model_optim_rng.pt"));

    assertThatThrownBy(() -> load(stepVideo(2), folder))
        .hasMessageContaining("lacks 1 files: mp_rank_00/model_optim_rng.pt");
  }

  @Test
  void aTreeOfAnotherModelIsOneErrorThatListsAll() {
    write(published(1), TreeVersion.RELEASE, 1, 1);

    assertThatThrownBy(() -> load(stepVideo(2), folder))
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.WRONG_WEIGHTS))
        .hasMessageContaining("transformer_blocks.1.attn1.wqkv.weight")
        .hasMessageContaining("transformer_blocks.1.ff.net.2.weight");
    assertThatThrownBy(() -> load(stepVideo(2), folder.resolve("elsewhere")))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("elsewhere");
  }

  @Test
  void picturesOfPixArtBecomeVideosOfWhichEachFrameIsThePicture() {
    TestingWeights videos = TestingWeights.random(STDIT.parameterShapes(), 7, 1);
    Path file = folder.resolve("any-name.pth");
    TorchWriter.write(file, pixArt(videos, "none"));

    Map<String, HostTensor> loaded = load(STDIT, file);

    assertThat(loaded.keySet()).isEqualTo(videos.tensors().keySet());
    loaded.forEach(
        (name, value) -> {
          if (name.contains(".attn_temp.proj.")) {
            assertThat(value.toFloats()).containsOnly(0f);
          } else if (name.endsWith(".attn_temp.qkv.weight")) {
            assertThat(value.toFloats()).isNotEqualTo(videos.tensor(name).toFloats());
            assertThat(value.toFloats()).doesNotContain(0f);
          } else if (!name.contains(".attn_temp.")) {
            assertThat(value).as(name).isEqualTo(videos.tensor(name));
          }
        });
    assertThat(lines)
        .anyMatch(line -> line.startsWith("new: 8 tensors") && line.contains("blocks.1.attn_temp"))
        .anyMatch(line -> line.startsWith("not taken: ") && line.contains("pos_embed"));
  }

  @Test
  void whatPixArtsWeightsLackOtherwiseIsAnError() {
    Path file = folder.resolve("PixArt.pth");
    TorchWriter.write(
        file,
        pixArt(TestingWeights.random(STDIT.parameterShapes(), 7, 1), "blocks.0.mlp.fc1.weight"));

    assertThatThrownBy(() -> load(STDIT, file))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("1 missing (blocks.0.mlp.fc1.weight)");
  }

  private Map<String, HostTensor> load(TrainableModel model, Path path) {
    try (WeightSource source = new FirstWeights(model, 5, lines::add).open(path);
        Weights weights = Weights.of(ModelPart.of(model, 0, 1), source)) {
      Map<String, HostTensor> loaded = new LinkedHashMap<>();
      weights.tensors().forEach((name, tensor) -> loaded.put(name, tensor.host()));
      return loaded;
    }
  }

  private static StepVideoModel stepVideo(int layers) {
    return new StepVideoModel(
        new StepDitConfig(4, 4, 1, 4, 16, List.of(8, 4, 4), layers, 24, 16, false),
        FlowConvention.PAPER);
  }

  private static TestingWeights published(int layers) {
    return TestingWeights.random(stepVideo(layers).parameterShapes(), 3, 1);
  }

  private void write(WeightSource weights, TreeVersion version, int ranks, Integer... stages) {
    new MindSpeedWriter(4, ranks, new PipelineStages(List.of(stages)))
        .write(folder, version, weights);
  }

  /** As PixArt-α is published: nested, with positions, and without an extent in time. */
  private static Dict pixArt(WeightSource videos, String without) {
    Map<String, TorchValue> state = new TreeMap<>();
    videos.tensors().keySet().stream()
        .filter(name -> !name.contains(".attn_temp.") && !name.equals(without))
        .forEach(
            name -> {
              HostTensor value = videos.tensor(name);
              Shape shape = value.shape();
              boolean patches = name.equals("x_embedder.proj.weight");
              state.put(
                  name,
                  TorchValue.Tensor.of(
                      patches
                          ? value.reshape(
                              Shape.of(shape.dim(0), shape.dim(1), shape.dim(3), shape.dim(4)))
                          : value));
            });
    state.put(
        "pos_embed", TorchValue.Tensor.of(HostTensor.floats(Shape.of(1, 1), new float[] {1})));
    return Dict.of(Map.of("state_dict", Dict.of(state)));
  }
}
