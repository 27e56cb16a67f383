package io.kinolake.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.networks.stepvideo.TinyStepVideoTree;
import io.kinolake.training.cli.SampleCommands.Ended;
import io.kinolake.training.sample.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples from trees of MindSpeed-MM. */
class TestSampleFromTree {
  @TempDir private Path folder;
  private Path prompts;

  @BeforeEach
  void writePrompts() throws IOException {
    prompts = Files.writeString(folder.resolve("prompts.txt"), "a dog on the beach\n");
  }

  @Test
  void aTreeGivesTheVideosOfThePublishedWeightsBitForBit() throws IOException {
    Path model = TinyModels.flow(folder.resolve("model"), false);
    Path tree = convert(model, "--tp_size", "2");
    Path published = sampled("published", model);

    for (Path named : List.of(tree, tree.resolve("release"))) {
      assertThat(sampled(named.getFileName().toString(), model, "--load", named.toString()))
          .hasSameBinaryContentAs(published);
    }
  }

  @Test
  void aTreeOfStagesNeedsThePublishedEncodersOnly() throws IOException {
    Path model = TinyStepVideoTree.write(folder.resolve("stepvideo"));
    Path transformer = TinyStepVideoTree.writeTransformer(folder.resolve("transformer"), false);
    Path tree = convert(transformer, "--tp_size", "2", "--pp_size", "1", "1");

    Path published = sampled("published", model, "--load", transformer.toString());

    assertThat(sampled("tree", model, "--load", tree.toString())).hasSameBinaryContentAs(published);
  }

  @Test
  void aTreeThatLacksARankIsToldBeforeAnythingIsMade() throws IOException {
    Path model = TinyModels.flow(folder.resolve("model"), false);
    Path tree = convert(model, "--tp_size", "2");
    Files.delete(tree.resolve("release/mp_rank_01/model_optim_rng.pt"));

    Ended ended =
        SampleCommands.sample(
            "t2v", model, prompts, folder.resolve("out"), "--load", tree.toString());

    assertThat(ended.code()).isNotZero();
    assertThat(ended.said()).contains("mp_rank_01");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private Path convert(Path source, String... more) {
    Path tree = folder.resolve("tree");
    List<String> arguments = new ArrayList<>(List.of("checkpoint", "convert", "--mode", "split"));
    arguments.addAll(List.of("--source_path", source.toString()));
    arguments.addAll(List.of("--target_path", tree.toString()));
    arguments.addAll(Arrays.asList(more));
    assertThat(TrainingMain.run(arguments.toArray(String[]::new))).isZero();
    return tree;
  }

  private Path sampled(String name, Path model, String... more) {
    Path out = folder.resolve("out-" + name);
    Ended ended = SampleCommands.sample("t2v", model, prompts, out, more);
    assertThat(ended.code()).as(ended.said()).isZero();
    return SampleCommands.video(out, 0);
  }
}
