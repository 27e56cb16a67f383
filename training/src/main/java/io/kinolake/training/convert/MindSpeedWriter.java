package io.kinolake.training.convert;

import io.kinolake.models.weights.TorchValue;
import io.kinolake.models.weights.TorchValue.Dict;
import io.kinolake.models.weights.TorchValue.Int;
import io.kinolake.models.weights.TorchValue.Real;
import io.kinolake.models.weights.TorchValue.Tensor;
import io.kinolake.models.weights.TorchWriter;
import io.kinolake.models.weights.WeightSource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes weights of Step-Video's transformer as MindSpeed-MM keeps them. Tensors are fetched, cut
 * and written one after the other. Not overwriting: a checkpoint that is there is an error.
 *
 * @param heads attention heads of the whole network
 * @param ranks of tensor parallelism
 * @param stages of pipeline parallelism
 */
public record MindSpeedWriter(int heads, int ranks, PipelineStages stages) {
  /** The form of the file that Megatron-LM writes since its version 2.6. */
  private static final double FILE_VERSION = 3.0;

  /**
   * Writes all ranks' files of a checkpoint, and names it as the latest one when they are complete.
   *
   * @param root of the tree; made if need be
   * @param whole the parameters, as published
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_ARGUMENT if the checkpoint is there
   *     or the heads cannot be shared, WRITE_FAILED
   */
  public void write(Path root, TreeVersion version, WeightSource whole) {
    TensorSplit split = new TensorSplit(heads, ranks, HeadOrder.BY_KIND);
    try (NewFolder folder = NewFolder.create(root.resolve(version.folder()))) {
      for (int rank = 0; rank < ranks; rank++) {
        WeightSource shards = split.shards(whole, rank);
        for (int stage = 0; stage < stages.count(); stage++) {
          Path rankFolder = folder.below(TreeFolder.rankFolder(rank, stage, stages.count()));
          write(rankFolder.resolve(TreeFolder.FILE), stages, stage, version, shards);
        }
      }
      folder.commit();
    }
    nameLatest(root, version);
  }

  /**
   * Writes the file of one rank of training here, where there is one stage. The rank that goes last
   * says {@link #nameLatest}.
   *
   * @param folder of the checkpoint, such as {@code iter_0000100}, in which the rank's own is
   * @param shards the rank's share as {@link TensorSplit#of} gives it
   */
  public void writeRank(Path folder, TreeVersion version, int rank, WeightSource shards) {
    TensorSplit own = new TensorSplit(heads / ranks, 1, HeadOrder.BY_KIND);
    try (NewFolder made = NewFolder.create(folder.resolve(TreeFolder.rankFolder(rank, 0, 1)))) {
      write(made.path().resolve(TreeFolder.FILE), stages, 0, version, own.shards(shards, 0));
      made.commit();
    }
  }

  /** Says in the tree which checkpoint is its latest. */
  public static void nameLatest(Path root, TreeVersion version) {
    NewFolder.writeText(root.resolve(TreeFolder.LATEST), version.text());
  }

  private static void write(
      Path file, PipelineStages stages, int stage, TreeVersion version, WeightSource shards) {
    Map<String, Tensor> model = new LinkedHashMap<>();
    shards
        .tensors()
        .forEach(
            (name, info) -> {
              if (stages.stageOf(name) == stage) {
                model.put(
                    MindSpeedNames.of(stages.nameInStage(name)),
                    Tensor.of(info, () -> shards.tensor(name)));
              }
            });
    Map<String, TorchValue> content = new LinkedHashMap<>();
    version
        .iteration()
        .ifPresent(
            iteration -> {
              content.put("checkpoint_version", new Real(FILE_VERSION));
              content.put("iteration", Int.of(iteration));
            });
    content.put(RankFile.MODEL, Dict.of(model));
    TorchWriter.write(file, Dict.of(content));
  }
}
