package io.kinolake.training.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.ModelFolder;
import io.kinolake.models.weights.TestingWeights;
import io.kinolake.models.weights.TorchFile;
import io.kinolake.models.weights.TorchValue.Dict;
import io.kinolake.models.weights.TorchValue.Int;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.convert.ConversionSettings.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Round trips between both forms. */
class TestCheckpointConverter {
  private static final String QKV = "transformer_blocks.0.attn1.wqkv.weight";
  private static final String EMBED = "pos_embed.proj.weight";

  @TempDir private Path folder;

  static Stream<Arguments> splits() {
    List<Arguments> splits = new ArrayList<>();
    for (int ranks : new int[] {1, 2, 4}) {
      for (List<Integer> stages : List.of(List.of(4), List.of(1, 3), List.of(1, 1, 1, 1))) {
        splits.add(Arguments.of(ranks, stages, splits.size() % 2 == 0));
      }
    }
    return splits.stream();
  }

  @ParameterizedTest(name = "{0} ranks, stages {1}, image to video {2}")
  @MethodSource("splits")
  void whatIsSplitIsMergedBack(int ranks, List<Integer> stages, boolean conditioned)
      throws IOException {
    WeightSource weights = TinyCheckpoints.half(conditioned);
    Path source = TinyCheckpoints.published(folder.resolve("source"), weights);
    Path split = folder.resolve("split");
    convert(source, split, Layout.SPLIT, ranks, stages);

    assertThat(Files.readString(split.resolve("latest_checkpointed_iteration.txt")))
        .isEqualTo("release");
    assertThat(split.resolve("release/mp_rank_00" + (stages.size() == 1 ? "" : "_000")))
        .isDirectory();
    assertHolds(split, weights, ranks, stages);

    convert(split, folder.resolve("merged"), Layout.MINDSPEED, ranks, stages);
    assertHolds(folder.resolve("merged"), weights, 1, List.of(TinyCheckpoints.LAYERS));
    assertThat(folder.resolve("merged/release/mp_rank_00/model_optim_rng.pt")).isRegularFile();

    convert(split, folder.resolve("again"), Layout.SPLIT, 4 / ranks, List.of(3, 1));
    assertHolds(folder.resolve("again"), weights, 4 / ranks, List.of(3, 1));

    Path published = folder.resolve("published");
    convert(split, published, Layout.PUBLISHED, ranks, stages);
    try (WeightSource found = WeightFiles.open(published)) {
      assertSame(found, weights);
    }
    StepDitConfig config = StepDitConfig.of(ModelFolder.read(published));
    assertThat(config).isEqualTo(TinyCheckpoints.config(conditioned));
  }

  @Test
  void oneRankReadsItsShardsWhateverTheTreeIsWrittenFor() throws IOException {
    WeightSource weights = TinyCheckpoints.half(true);
    Path source = TinyCheckpoints.published(folder.resolve("source"), weights);
    convert(source, folder.resolve("split"), Layout.SPLIT, 2, List.of(4));
    try (MindSpeedTree tree = MindSpeedTree.open(folder.resolve("split"))) {
      for (int ranks : new int[] {1, 2, 4}) {
        TensorSplit split = TensorSplit.of(TinyCheckpoints.config(true), ranks);
        for (int rank = 0; rank < ranks; rank++) {
          assertSame(tree.shards(ranks, rank), split.shards(weights, rank));
        }
      }
    }
  }

  @Test
  void ranksOfTrainingWriteATreeThatIsReadBack() throws IOException {
    WeightSource weights = TinyCheckpoints.weights(false);
    TensorSplit split = TensorSplit.of(TinyCheckpoints.config(false), 2);
    MindSpeedWriter writer =
        new MindSpeedWriter(TinyCheckpoints.HEADS, 2, PipelineStages.one(TinyCheckpoints.LAYERS));
    TreeVersion version = TreeVersion.of(100);
    Path root = folder.resolve("save");
    for (int rank = 0; rank < 2; rank++) {
      writer.writeRank(root.resolve("iter_0000100"), version, rank, split.shards(weights, rank));
    }
    MindSpeedWriter.nameLatest(root, version);

    assertThat(Files.readString(root.resolve(TreeFolder.LATEST))).isEqualTo("100");
    try (MindSpeedTree tree = MindSpeedTree.open(root);
        TorchFile file =
            TorchFile.open(root.resolve("iter_0000100/mp_rank_01/model_optim_rng.pt"))) {
      assertThat(tree.version()).isEqualTo(version);
      assertSame(tree, weights);
      assertThat(((Dict) file.root()).find("iteration")).contains(Int.of(100));
    }
    writer.write(root, TreeVersion.RELEASE, weights);
    assertHolds(root, weights, 2, List.of(4));
    assertThat(root.resolve("iter_0000100")).isDirectory();
  }

  @Test
  void stagesAreToldToTraining() throws IOException {
    Path source =
        TinyCheckpoints.published(folder.resolve("source"), TinyCheckpoints.weights(false));
    convert(source, folder.resolve("one"), Layout.SPLIT, 2, List.of(4));
    convert(source, folder.resolve("two"), Layout.SPLIT, 2, List.of(2, 2));
    try (MindSpeedTree one = MindSpeedTree.open(folder.resolve("one"));
        MindSpeedTree two = MindSpeedTree.open(folder.resolve("two"))) {
      one.requireOneStage();
      assertThatThrownBy(two::requireOneStage)
          .isInstanceOf(KinolakeException.class)
          .hasMessageContaining("written for 2 stages")
          .hasMessageContaining("--mode merge");
    }
  }

  @Test
  void ranksThatDifferInWhatAllHoldAreTold() throws IOException {
    TestingWeights weights = TinyCheckpoints.weights(false);
    TensorSplit split = TensorSplit.of(TinyCheckpoints.config(false), 2);
    MindSpeedWriter writer = new MindSpeedWriter(4, 2, PipelineStages.one(4));
    Path root = folder.resolve("save");
    String norm = "transformer_blocks.2.attn1.q_norm.weight";
    TestingWeights other = weights.with(norm, HostTensor.floats(Shape.of(16), new float[16]));
    writer.writeRank(root.resolve("release"), TreeVersion.RELEASE, 0, split.shards(weights, 0));
    writer.writeRank(root.resolve("release"), TreeVersion.RELEASE, 1, split.shards(other, 1));
    MindSpeedWriter.nameLatest(root, TreeVersion.RELEASE);

    List<String> said = convert(root, folder.resolve("merged"), Layout.MINDSPEED, 2, List.of());
    assertThat(said.get(0)).contains("1 tensors").contains(norm).contains("first rank");
    assertHolds(folder.resolve("merged"), weights, 1, List.of(4));
  }

  @Test
  void aPublishedTreeIsFoundByItsRootAndASuffixedStageByItself() throws IOException {
    WeightSource weights = TinyCheckpoints.weights(false);
    TinyCheckpoints.published(folder.resolve("root/transformer"), weights);
    Path split = folder.resolve("split");
    convert(folder.resolve("root"), split, Layout.SPLIT, 1, List.of());
    Files.move(split.resolve("release/mp_rank_00"), split.resolve("release/mp_rank_00_000"));

    assertHolds(split, weights, 1, List.of(4));
  }

  @Test
  void whatIsWrongWithPublishedWeightsIsToldAtOnce() throws IOException {
    TestingWeights weights =
        TinyCheckpoints.weights(false)
            .with("stray.weight", HostTensor.floats(Shape.of(1), 1))
            .with(QKV, HostTensor.floats(Shape.of(2, 2), 1, 2, 3, 4));
    Path source = TinyCheckpoints.published(folder.resolve("source"), without(weights, EMBED));

    assertThatThrownBy(() -> convert(source, folder.resolve("t"), Layout.SPLIT, 2, List.of()))
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.WRONG_WEIGHTS))
        .hasMessageContaining("1 missing (" + EMBED + ")")
        .hasMessageContaining("1 unexpected (stray.weight)")
        .hasMessageContaining(QKV + " is [2, 2], not [192, 64]");
    assertThat(folder.resolve("t")).doesNotExist();
  }

  @Test
  void whatIsWrongWithATreeIsToldOfAllFilesAtOnce() throws IOException {
    TestingWeights weights = TinyCheckpoints.weights(false);
    TensorSplit split = TensorSplit.of(TinyCheckpoints.config(false), 2);
    MindSpeedWriter writer = new MindSpeedWriter(4, 2, PipelineStages.one(4));
    Path root = folder.resolve("save");
    WeightSource stray = weights.with("stray", HostTensor.floats(Shape.of(1), 1));
    String bias = "proj_out.bias";
    WeightSource lacking = without(TinyCheckpoints.half(false), bias);
    writer.writeRank(root.resolve("release"), TreeVersion.RELEASE, 0, split.shards(stray, 0));
    writer.writeRank(root.resolve("release"), TreeVersion.RELEASE, 1, split.shards(lacking, 1));
    MindSpeedWriter.nameLatest(root, TreeVersion.RELEASE);

    assertThatThrownBy(() -> MindSpeedTree.open(root).close())
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("1 unexpected (stray)")
        .hasMessageContaining("1 missing (" + bias + ")")
        .hasMessageContaining("of another type")
        .hasMessageContaining("proj_qkv.weight is BF16, not F32");
  }

  @Test
  void treesThatAreNotWholeAreRefused() throws IOException {
    Path source =
        TinyCheckpoints.published(folder.resolve("source"), TinyCheckpoints.weights(false));
    Path tree = folder.resolve("tree");
    convert(source, tree, Layout.SPLIT, 4, List.of(2, 2));
    Path latest = tree.resolve(TreeFolder.LATEST);

    Files.writeString(latest, "5000");
    assertRefused(tree, "says '5000', but there is no folder", "[release]");
    Files.writeString(latest, "latest\n");
    assertRefused(tree, "says 'latest'", "'release' or the number");
    Files.delete(latest);
    assertRefused(tree, "it has no latest_checkpointed_iteration.txt");
    Files.writeString(latest, "release\n");
    MindSpeedTree.open(tree).close();
    Files.delete(tree.resolve("release/mp_rank_02_001/model_optim_rng.pt"));
    Files.delete(tree.resolve("release/mp_rank_01_000/model_optim_rng.pt"));
    assertRefused(tree, "lacks 2 files", "mp_rank_01_000", "mp_rank_02_001");
    Files.createDirectories(tree.resolve("release/mp_rank_00"));
    assertRefused(tree, "not both");
  }

  @Test
  void numbersThatDoNotFitAreRefused() throws IOException {
    Path source =
        TinyCheckpoints.published(folder.resolve("source"), TinyCheckpoints.weights(false));
    Path target = folder.resolve("target");
    assertSplitRefused(
        source, settings(source, 3, List.of(), 4, 4), "4 heads cannot be shared by 3");
    assertSplitRefused(source, settings(source, 2, List.of(2, 3), 4, 4), "5 together", "says 4");
    assertSplitRefused(
        source, settings(source, 2, List.of(), 48, 4), "holds 4 blocks", "48 blocks");
    assertSplitRefused(source, settings(source, 2, List.of(), 4, 8), "4 heads", "8 heads");
    assertSplitRefused(source, settings(source, 2, List.of(4, 0), 4, 4), "every stage has one");
    assertSplitRefused(source, settings(source, 0, List.of(), 4, 4), "at least 1, not 0");
    assertSplitRefused(source, settings(source, 2, List.of(Integer.MAX_VALUE, 2), 4, 4), "at most");
    assertThat(target).doesNotExist();

    Path tree = folder.resolve("tree");
    convert(source, tree, Layout.SPLIT, 2, List.of(2, 2));
    assertThatThrownBy(() -> convert(tree, target, Layout.MINDSPEED, 4, List.of(2, 2)))
        .hasMessageContaining("over 2 ranks and stages of [2, 2]");
    assertThatThrownBy(() -> convert(tree, target, Layout.PUBLISHED, 2, List.of(4)))
        .hasMessageContaining("over 2 ranks and stages of [2, 2]");
    assertThat(target).doesNotExist();
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Path source =
        TinyCheckpoints.published(folder.resolve("source"), TinyCheckpoints.weights(false));
    Path target = Files.createDirectories(folder.resolve("target"));
    convert(source, target, Layout.SPLIT, 2, List.of());
    for (Layout layout : Layout.values()) {
      Path from = layout == Layout.SPLIT ? source : target;
      assertThatThrownBy(() -> convert(from, target, layout, 2, List.of()))
          .isInstanceOf(KinolakeException.class)
          .hasMessageContaining("is there already");
    }
    try (Stream<Path> files = Files.list(target)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("release", TreeFolder.LATEST);
    }
  }

  @Test
  void aSourceOfTheOtherFormIsRefused() throws IOException {
    Path source =
        TinyCheckpoints.published(folder.resolve("source"), TinyCheckpoints.weights(false));
    assertThatThrownBy(() -> convert(source, folder.resolve("t"), Layout.MINDSPEED, 2, List.of()))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("There is no checkpoint of MindSpeed-MM");
  }

  private void assertRefused(Path tree, String... parts) {
    assertThatThrownBy(() -> MindSpeedTree.open(tree).close())
        .isInstanceOf(KinolakeException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  private interface Settings {
    ConversionSettings make();
  }

  private Settings settings(Path source, int ranks, List<Integer> stages, int layers, int heads) {
    return () ->
        new ConversionSettings(
            source,
            folder.resolve("target"),
            Layout.SPLIT,
            OptionalInt.of(ranks),
            stages,
            OptionalInt.of(layers),
            OptionalInt.of(heads));
  }

  private static void assertSplitRefused(Path source, Settings settings, String... parts) {
    assertThat(source).isDirectory();
    assertThatThrownBy(() -> CheckpointConverter.convert(settings.make()))
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.BAD_ARGUMENT))
        .satisfies(e -> assertThat(e.getMessage()).contains(Arrays.asList(parts)));
  }

  private static List<String> convert(
      Path source, Path target, Layout layout, int ranks, List<Integer> stages) {
    return CheckpointConverter.convert(
        new ConversionSettings(
            source,
            target,
            layout,
            OptionalInt.of(ranks),
            stages,
            OptionalInt.of(TinyCheckpoints.LAYERS),
            OptionalInt.of(TinyCheckpoints.HEADS)));
  }

  private static void assertHolds(
      Path root, WeightSource weights, int ranks, List<Integer> stages) {
    try (MindSpeedTree tree = MindSpeedTree.open(root)) {
      assertThat(tree.ranks()).isEqualTo(ranks);
      assertThat(tree.stages().layers()).isEqualTo(stages);
      assertSame(tree, weights);
    }
  }

  private static void assertSame(WeightSource found, WeightSource expected) {
    assertThat(found.tensors()).containsExactlyInAnyOrderEntriesOf(expected.tensors());
    expected
        .tensors()
        .keySet()
        .forEach(name -> assertThat(found.tensor(name)).isEqualTo(expected.tensor(name)));
  }

  private static WeightSource without(WeightSource weights, String name) {
    Map<String, HostTensor> rest = new TreeMap<>();
    weights.tensors().keySet().forEach(each -> rest.put(each, weights.tensor(each)));
    rest.remove(name);
    return new TestingWeights(rest);
  }
}
