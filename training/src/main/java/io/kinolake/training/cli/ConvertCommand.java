package io.kinolake.training.cli;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.convert.CheckpointConverter;
import io.kinolake.training.convert.ConversionSettings;
import io.kinolake.training.convert.ConversionSettings.Layout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Converts Step-Video's transformer between its published form and MindSpeed-MM's trees. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = {
      "Converts Step-Video's transformer between its published form and MindSpeed-MM's trees.",
      "Examples:",
      "  kinolake checkpoint convert --source_path stepvideo-t2v/transformer --target_path ckpt"
          + " --tp_size 4 --mode split",
      "  kinolake checkpoint convert --source_path ckpt --target_path merged --mode merge",
      "  kinolake checkpoint convert --source_path ckpt --target_path transformer --mode merge"
          + " --target_layout published"
    })
final class ConvertCommand implements Callable<Integer> {
  private static final int GUIDE_RANKS = 2;

  /** Directions. */
  enum Mode {
    /** For several ranks. */
    SPLIT,
    /** For one. */
    MERGE
  }

  /** Forms of what is merged. */
  enum Target {
    /** A tree for one rank. */
    MINDSPEED,
    /** Files as they are published. */
    PUBLISHED
  }

  @Option(
      names = {"--source_path", "--source-path"},
      required = true,
      paramLabel = "PATH",
      description =
          "For split the published transformer, or a tree to be shared out otherwise; for merge a"
              + " tree: the folder of latest_checkpointed_iteration.txt.")
  private Path source;

  @Option(
      names = {"--target_path", "--target-path"},
      required = true,
      paramLabel = "DIR",
      description = "Folder to be made; it must not hold anything.")
  private Path target;

  @Option(
      names = {"--tp_size", "--tp-size"},
      paramLabel = "N",
      description = "Ranks of tensor parallelism of the tree (default: 2 for split).")
  private Integer ranks;

  @Option(
      names = {"--pp_sizes", "--pp-sizes", "--pp_size", "--pp-size"},
      arity = "1..*",
      paramLabel = "N",
      description =
          "Blocks of each stage of pipeline parallelism of the tree: 48, or 24 24"
              + " (default: one stage for split).")
  private List<Integer> stages = new ArrayList<>();

  @Option(
      names = {"--num_layers", "--num-layers"},
      paramLabel = "N",
      description = "Blocks that the checkpoint must have (default: any number).")
  private Integer layers;

  @Option(
      names = {"--num_heads", "--num-heads"},
      paramLabel = "N",
      description = "Attention heads that the checkpoint must have (default: any number).")
  private Integer heads;

  @Option(
      names = "--mode",
      defaultValue = "split",
      description = "split or merge (default: ${DEFAULT-VALUE}).")
  private Mode mode;

  @Option(
      names = {"--target_layout", "--target-layout"},
      description =
          "What merge makes: mindspeed, a tree for one rank, or published, safetensors with the"
              + " published names and order of heads (default: mindspeed).")
  private Target layout;

  @Option(names = "--verbose", description = "Show where an error arose.")
  @SuppressWarnings("unused") // read by the main class from the arguments
  private boolean verbose;

  @Override
  public Integer call() {
    if (mode == Mode.SPLIT && layout == Target.PUBLISHED) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "A split checkpoint is never laid out as published. Leave out --target_layout, or take --mode merge.");
    }
    Integer ofTree = ranks == null && mode == Mode.SPLIT ? Integer.valueOf(GUIDE_RANKS) : ranks;
    CheckpointConverter.convert(
            new ConversionSettings(
                source, target, made(), given(ofTree), stages, given(layers), given(heads)))
        .forEach(System.out::println);
    return 0;
  }

  private Layout made() {
    if (mode == Mode.SPLIT) {
      return Layout.SPLIT;
    }
    return layout == Target.PUBLISHED ? Layout.PUBLISHED : Layout.MINDSPEED;
  }

  private static OptionalInt given(Integer number) {
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }
}
