package io.kinolake.training.convert;

import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.KeyCheck;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A checkpoint of Step-Video's transformer as MindSpeed-MM keeps it, read as the published one:
 * every parameter under its published name, put together from the ranks' files when it is asked
 * for, heads one after another. Of parameters that every rank holds whole, the first rank's count.
 * Thread-safe. Owns the open files; at most one parameter and the map of its shards are in memory
 * for each call, and the parameter that was last read by pieces.
 */
public final class MindSpeedTree implements WeightSource {
  private final TreeFolder folder;
  private final List<List<RankFile>> files;
  private final PipelineStages stages;
  private final TensorSplit split;
  private final StepDitConfig config;
  private final WeightSource whole;
  private final AtomicReference<Joined> lastRead = new AtomicReference<>();

  private MindSpeedTree(
      TreeFolder folder,
      List<List<RankFile>> files,
      PipelineStages stages,
      TransformerShapes shapes) {
    this.folder = folder;
    this.files = files;
    this.stages = stages;
    this.config = shapes.config();
    this.split = new TensorSplit(config.heads(), folder.files().get(0).size(), HeadOrder.BY_KIND);
    Map<String, TensorInfo> infos = new LinkedHashMap<>();
    Map<String, TensorInfo> found = RankFiles.whole(files, stages);
    found.keySet().stream()
        .filter(shapes.parameters()::containsKey)
        .forEach(
            name ->
                infos.put(
                    name, new TensorInfo(found.get(name).dtype(), shapes.parameters().get(name))));
    this.whole =
        new ComputedWeights(
            folder.root().toString(), infos, name -> split.join(name, shards(name)));
  }

  /** A parameter put together. */
  private record Joined(String name, HostTensor tensor) {}

  /** Whether a folder is such a tree, or one checkpoint of it. */
  public static boolean isOne(Path folder) {
    return TreeFolder.isOne(folder) || TreeFolder.isCheckpoint(folder);
  }

  /**
   * The sizes that a tree's weights tell; how a head is turned is taken as usual.
   *
   * @throws KinolakeException as {@link #open}
   */
  public static StepDitConfig config(Path root) {
    try (MindSpeedTree tree = open(root)) {
      return tree.config();
    }
  }

  /**
   * Opens the checkpoint that a tree's {@code latest_checkpointed_iteration.txt} names, or the one
   * whose own folder is named, and checks every file of it.
   *
   * @throws KinolakeException NOT_FOUND, BAD_CONFIG or WRONG_WEIGHTS that lists all missing files,
   *     or all tensors of all files that are missing, unexpected or of another shape or type
   */
  public static MindSpeedTree open(Path root) {
    TreeFolder folder = TreeFolder.of(root);
    List<List<RankFile>> files = RankFiles.open(folder);
    try {
      PipelineStages stages = RankFiles.stages(root, files);
      TransformerShapes shapes =
          TransformerShapes.of(root.toString(), RankFiles.whole(files, stages));
      MindSpeedTree tree = new MindSpeedTree(folder, files, stages, shapes);
      tree.check(shapes);
      return tree;
    } catch (RuntimeException e) {
      RankFiles.close(files);
      throw e;
    }
  }

  /** Which checkpoint of the tree this is. */
  public TreeVersion version() {
    return folder.version();
  }

  /** How many ranks share every tensor. */
  public int ranks() {
    return split.ranks();
  }

  /** The blocks of each stage of pipeline parallelism. */
  public PipelineStages stages() {
    return stages;
  }

  /** Sizes of the network. */
  public StepDitConfig config() {
    return config;
  }

  /**
   * Requires that no pipeline is needed to run this tree as it lies there.
   *
   * @throws KinolakeException BAD_CONFIG if it has more than one stage
   */
  public void requireOneStage() {
    if (stages.count() > 1) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "'%s' is written for %d stages of pipeline parallelism, which training does not have. Convert it: checkpoint convert --mode merge."
              .formatted(folder.root(), stages.count()));
    }
  }

  /**
   * One rank's shards as training here takes them, whatever number of ranks the tree was written
   * for; where it was written for as many, only that rank's files are read. Closing this tree ends
   * the use of the shards.
   *
   * @param ranks of tensor parallelism
   * @param rank from 0
   * @throws KinolakeException BAD_ARGUMENT if the heads cannot be shared by so many
   */
  public WeightSource shards(int ranks, int rank) {
    TensorSplit wanted = TensorSplit.of(config, ranks);
    WeightSource cut = wanted.shards(this, rank);
    if (ranks != split.ranks()) {
      return cut;
    }
    TensorSplit own = new TensorSplit(config.heads() / ranks, 1, HeadOrder.BY_KIND);
    return new ComputedWeights(
        origin(), cut.tensors(), name -> own.join(name, List.of(shard(name, rank))));
  }

  /**
   * Parameters that every rank holds whole, though not with the same numbers. Reads all of these.
   */
  public List<String> unequal() {
    List<String> unequal = new ArrayList<>();
    for (String name : tensors().keySet()) {
      if (SplitRule.of(name) == SplitRule.WHOLE) {
        List<HostTensor> copies = shards(name);
        if (copies.stream().anyMatch(each -> !each.equals(copies.get(0)))) {
          unequal.add(name);
        }
      }
    }
    return List.copyOf(unequal);
  }

  @Override
  public String origin() {
    return whole.origin();
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return whole.tensors();
  }

  @Override
  public HostTensor tensor(String name) {
    return whole.tensor(name);
  }

  @Override
  public void read(String name, long offset, ByteBuffer target) {
    Joined joined = lastRead.get();
    if (joined == null || !joined.name().equals(name)) {
      joined = new Joined(name, tensor(name));
      lastRead.set(joined);
    }
    joined.tensor().bytes().read(offset, target);
  }

  @Override
  public void close() {
    lastRead.set(null);
    RankFiles.close(files);
  }

  private List<HostTensor> shards(String name) {
    List<HostTensor> shards = new ArrayList<>();
    for (int rank = 0; rank < split.ranks(); rank++) {
      shards.add(shard(name, rank));
    }
    return shards;
  }

  private HostTensor shard(String name, int rank) {
    return files
        .get(stages.stageOf(name))
        .get(rank)
        .tensor(MindSpeedNames.of(stages.nameInStage(name)));
  }

  private void check(TransformerShapes shapes) {
    List<Map<String, Shape>> expected = new ArrayList<>();
    stages.layers().forEach(each -> expected.add(new LinkedHashMap<>()));
    shapes
        .parameters()
        .forEach(
            (name, shape) ->
                expected
                    .get(stages.stageOf(name))
                    .put(
                        MindSpeedNames.of(stages.nameInStage(name)),
                        split.shardShape(name, shape)));
    List<String> problems = new ArrayList<>();
    for (int stage = 0; stage < files.size(); stage++) {
      for (RankFile file : files.get(stage)) {
        KeyCheck keys = KeyCheck.of(expected.get(stage), file, name -> false);
        if (!keys.passed()) {
          problems.add("%s: %s".formatted(file.origin(), keys));
        }
        RankFiles.otherTypes(files.get(stage).get(0), file).ifPresent(problems::add);
      }
    }
    if (!problems.isEmpty()) {
      throw new KinolakeException(
          FailureCode.WRONG_WEIGHTS,
          "'%s' does not hold a whole transformer of %d blocks, %d heads of %d channels for %d ranks: %s. Copy the checkpoint again."
              .formatted(
                  folder.root(),
                  config.layers(),
                  config.heads(),
                  config.headSize(),
                  split.ranks(),
                  String.join("; ", problems)));
    }
  }
}
