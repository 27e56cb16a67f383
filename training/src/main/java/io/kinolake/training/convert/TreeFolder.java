package io.kinolake.training.convert;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of one checkpoint of a MindSpeed-MM tree: {@code latest_checkpointed_iteration.txt}
 * names a folder, in which every rank of tensor and pipeline parallelism has one of its own.
 *
 * @param root of the tree
 * @param version which checkpoint
 * @param files of every stage, in order, those of every tensor rank in order
 */
record TreeFolder(Path root, TreeVersion version, List<List<Path>> files) {
  static final String LATEST = "latest_checkpointed_iteration.txt";
  static final String FILE = "model_optim_rng.pt";

  private static final long LONGEST_TEXT = 1024;
  private static final Pattern RANK = Pattern.compile("mp_rank_(\\d{2,4})(?:_(\\d{3,5}))?");

  /** Whether a folder is such a tree. */
  static boolean isOne(Path root) {
    return Files.isRegularFile(root.resolve(LATEST));
  }

  /** Whether a folder is one checkpoint of such a tree: it holds ranks' folders. */
  static boolean isCheckpoint(Path folder) {
    return Files.isDirectory(folder)
        && names(folder).stream().anyMatch(name -> RANK.matcher(name).matches());
  }

  /** Name of a rank's folder; without a stage where there is but one. */
  static String rankFolder(int rank, int stage, int stages) {
    return stages == 1
        ? "mp_rank_%02d".formatted(rank)
        : "mp_rank_%02d_%03d".formatted(rank, stage);
  }

  /**
   * Looks for the files of the checkpoint that a tree names, or that is named itself.
   *
   * @throws KinolakeException NOT_FOUND or BAD_CONFIG that names everything missing
   */
  static TreeFolder of(Path root) {
    if (!isOne(root) && isCheckpoint(root)) {
      Path folder = root.toAbsolutePath().normalize();
      return new TreeFolder(
          root, TreeVersion.ofFolder(folder.getFileName().toString()), files(folder));
    }
    TreeVersion version = version(root);
    Path folder = root.resolve(version.folder());
    if (!Files.isDirectory(folder)) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "%s says '%s', but there is no folder '%s'; there are %s. Correct the file."
              .formatted(root.resolve(LATEST), version, folder, checkpoints(root)));
    }
    return new TreeFolder(root, version, files(folder));
  }

  private static TreeVersion version(Path root) {
    Path latest = root.resolve(LATEST);
    if (!Files.isRegularFile(latest)) {
      throw new KinolakeException(
          FailureCode.NOT_FOUND,
          "There is no checkpoint of MindSpeed-MM in '%s': it has no %s. Name the folder that holds release or iter_ and this file."
              .formatted(root, LATEST));
    }
    try {
      String text =
          Files.size(latest) > LONGEST_TEXT
              ? "more than a number"
              : new String(Files.readAllBytes(latest), StandardCharsets.ISO_8859_1);
      return TreeVersion.parse(latest.toString(), text);
    } catch (IOException e) {
      throw notReadable(latest, e);
    }
  }

  private static List<String> checkpoints(Path root) {
    return names(root).stream().filter(name -> name.matches("release|iter_\\d+")).toList();
  }

  private static List<List<Path>> files(Path folder) {
    TreeMap<Integer, TreeMap<Integer, Path>> stages = new TreeMap<>();
    List<String> names = names(folder);
    boolean staged = false;
    boolean plain = false;
    int ranks = 0;
    for (String name : names) {
      Matcher matcher = RANK.matcher(name);
      if (matcher.matches()) {
        staged |= matcher.group(2) != null;
        plain |= matcher.group(2) == null;
        int rank = Integer.parseInt(matcher.group(1));
        int stage = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        ranks = Math.max(ranks, rank + 1);
        stages
            .computeIfAbsent(stage, key -> new TreeMap<>())
            .put(rank, folder.resolve(name).resolve(FILE));
      }
    }
    if (stages.isEmpty() || (staged && plain)) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "'%s' holds %s: there must be folders mp_rank_00 and on, or mp_rank_00_000 and on, not both. Take another checkpoint."
              .formatted(folder, names));
    }
    return grid(folder, stages, ranks, staged);
  }

  /** All ranks of all stages, none of which may be missing. */
  private static List<List<Path>> grid(
      Path folder, TreeMap<Integer, TreeMap<Integer, Path>> stages, int ranks, boolean staged) {
    List<String> missing = new ArrayList<>();
    List<List<Path>> grid = new ArrayList<>();
    for (int stage = 0; stage <= stages.lastKey(); stage++) {
      List<Path> row = new ArrayList<>();
      for (int rank = 0; rank < ranks; rank++) {
        Path file = stages.getOrDefault(stage, new TreeMap<>()).get(rank);
        if (file == null || !Files.isRegularFile(file)) {
          missing.add(rankFolder(rank, stage, staged ? 2 : 1) + "/" + FILE);
        }
        row.add(file);
      }
      grid.add(row);
    }
    if (!missing.isEmpty()) {
      throw new KinolakeException(
          FailureCode.NOT_FOUND,
          "'%s' lacks %d files: %s. Copy the whole checkpoint."
              .formatted(folder, missing.size(), String.join(", ", missing)));
    }
    return grid.stream().map(List::copyOf).toList();
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw notReadable(folder, e);
    }
  }

  private static KinolakeException notReadable(Path path, IOException cause) {
    return new KinolakeException(
        FailureCode.NOT_READABLE,
        "'%s' cannot be read: %s. Check its rights.".formatted(path, cause.getMessage()),
        cause);
  }
}
