package io.kinolake.training.convert;

import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The open files of a tree: of every stage those of every tensor rank. */
final class RankFiles {
  private RankFiles() {}

  /** Opens all of them, or none if one cannot be read. */
  static List<List<RankFile>> open(TreeFolder folder) {
    List<List<RankFile>> files = new ArrayList<>();
    try {
      for (List<Path> stage : folder.files()) {
        List<RankFile> ranks = new ArrayList<>();
        files.add(ranks);
        for (Path file : stage) {
          ranks.add(RankFile.open(file));
        }
      }
      return files;
    } catch (RuntimeException e) {
      close(files);
      throw e;
    }
  }

  static void close(List<List<RankFile>> files) {
    files.forEach(stage -> stage.forEach(RankFile::close));
  }

  /** How many blocks each stage has, by its first rank. */
  static PipelineStages stages(Path root, List<List<RankFile>> files) {
    List<Integer> layers = new ArrayList<>();
    for (List<RankFile> stage : files) {
      layers.add(
          1
              + stage.get(0).tensors().keySet().stream()
                  .mapToInt(PipelineStages::block)
                  .max()
                  .orElse(-1));
    }
    if (layers.contains(0)) {
      throw new KinolakeException(
          FailureCode.WRONG_WEIGHTS,
          "'%s' does not hold Step-Video's transformer: its stages have %s blocks. Take another checkpoint."
              .formatted(root, layers));
    }
    return new PipelineStages(layers);
  }

  /** The parameters by published names as the first ranks know them, with their whole shapes. */
  static Map<String, TensorInfo> whole(List<List<RankFile>> files, PipelineStages stages) {
    Map<String, TensorInfo> whole = new LinkedHashMap<>();
    for (int stage = 0; stage < files.size(); stage++) {
      int ranks = files.get(stage).size();
      for (Map.Entry<String, TensorInfo> each : files.get(stage).get(0).tensors().entrySet()) {
        String name = stages.nameInAll(stage, MindSpeedNames.published(each.getKey()));
        TensorInfo info = each.getValue();
        whole.put(name, new TensorInfo(info.dtype(), wholeShape(name, info.shape(), ranks)));
      }
    }
    return whole;
  }

  /** Which tensors of a file have other types than in the first rank's file. */
  static Optional<String> otherTypes(RankFile first, RankFile file) {
    List<String> other = new ArrayList<>();
    file.tensors()
        .forEach(
            (name, info) -> {
              TensorInfo expected = first.tensors().get(name);
              if (expected != null && expected.dtype() != info.dtype()) {
                other.add("%s is %s, not %s".formatted(name, info.dtype(), expected.dtype()));
              }
            });
    return other.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s: %d of another type (%s)"
                .formatted(file.origin(), other.size(), String.join(", ", other)));
  }

  private static Shape wholeShape(String name, Shape shard, int ranks) {
    return new TensorSplit(ranks, ranks, HeadOrder.BY_KIND).wholeShape(name, shard);
  }
}
