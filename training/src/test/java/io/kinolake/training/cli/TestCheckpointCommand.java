package io.kinolake.training.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.training.convert.MindSpeedTree;
import io.kinolake.training.sample.TinyModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole command lines, spelled as in the guide. */
class TestCheckpointCommand {
  @TempDir private Path folder;

  @Test
  void theGuidesCommandsSplitAndMerge() throws IOException {
    Path model = TinyModels.flow(folder.resolve("model"), true);
    Path tree = folder.resolve("ckpt");
    String split =
        "--source_path %s --target_path %s --tp_size 2 --pp_size 1 --num_layers 1 --num_heads 2 --mode split"
            .formatted(model, tree);
    assertThat(run(split)).contains("for 2 ranks and stages of [1] blocks").startsWith("0");
    try (MindSpeedTree read = MindSpeedTree.open(tree)) {
      assertThat(read.ranks()).isEqualTo(2);
    }

    Path published = folder.resolve("published");
    String merge =
        "--source_path %s --target_path %s --tp_size 2 --pp_sizes 1 --num_heads 2 --mode merge --target_layout published"
            .formatted(tree, published);
    assertThat(run(merge)).startsWith("0").contains("as published");
    try (WeightSource found = WeightFiles.open(published);
        WeightSource expected = WeightFiles.open(model)) {
      assertThat(found.tensors()).containsAllEntriesOf(expected.tensors());
      expected
          .tensors()
          .keySet()
          .forEach(name -> assertThat(found.tensor(name)).isEqualTo(expected.tensor(name)));
    }
  }

  @Test
  void whatDoesNotFitEndsWithOneSentence() throws IOException {
    Path model = TinyModels.flow(folder.resolve("model"), false);
    String paths = "--source_path %s --target_path %s ".formatted(model, folder.resolve("t"));

    assertThat(run(paths + "--tp_size 3")).startsWith("2").contains("kinolake: 2 heads");
    assertThat(run(paths + "--pp_sizes 24 24 --num_layers 47"))
        .startsWith("2")
        .contains("The stages have [24, 24] blocks, 48 together");
    assertThat(run(paths + "--target_layout published")).startsWith("2").contains("--mode merge");
    assertThat(run(paths + "--mode merge")).startsWith("1").contains("no checkpoint of MindSpeed");
    assertThat(folder.resolve("t")).doesNotExist();
  }

  /** The exit code and all that was said. */
  private static String run(String options) {
    List<String> arguments = new ArrayList<>(List.of("checkpoint", "convert"));
    arguments.addAll(Arrays.asList(options.strip().split(" ")));
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream both = new PrintStream(said, true, UTF_8)) {
      System.setOut(both);
      System.setErr(both);
      int code = TrainingMain.run(arguments.toArray(String[]::new));
      return code + " " + said.toString(UTF_8);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
