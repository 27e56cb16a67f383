package io.kinolake.training.checkpoint;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of a training's checkpoints. Each is a folder {@code step_0000100} of
 *
 * <pre>
 * config.json             sizes of the model
 * model.safetensors       weights under their published names
 * average/                the same of the moving average, if there is one
 * state.json              step, place in the data, versions of its tables, settings
 * samples.jsonl.gz        every sample: clip, caption, models, how often it was trained on
 * optimizer/rank_000.safetensors
 *                         a rank's moments and average: mean/NAME@FROM-TO and so on
 * </pre>
 *
 * <p>A checkpoint is written under another name and renamed when it is whole. Thread-safe.
 *
 * @param root the folder, which need not be there yet
 */
public record CheckpointFolder(Path root) {
  static final String STATE = "state.json";
  static final String MODEL = "model.safetensors";
  static final String AVERAGE = "average";
  static final String OPTIMIZER = "optimizer";

  /** What tensor-parallel ranks hold of the weights, until the leader has put it together. */
  static final String SHARDS = "shards";

  static final String SAMPLES = "samples.jsonl.gz";

  private static final Pattern NAME = Pattern.compile("step_(\\d+)");

  /** A checkpoint that is whole. */
  public record Entry(long step, Path path) {}

  /** All checkpoints, the oldest first. */
  public List<Entry> entries() {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(root)) {
      return files
          .map(CheckpointFolder::entry)
          .flatMap(Optional::stream)
          .sorted(Comparator.comparingLong(Entry::step))
          .toList();
    } catch (IOException e) {
      throw failed(root, e);
    }
  }

  /** The checkpoint of most steps. */
  public Optional<Entry> newest() {
    List<Entry> all = entries();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** Where the checkpoint of a step lies. */
  public Path of(long step) {
    return root.resolve(name(step));
  }

  /** What folders of a step are called. */
  public static String name(long step) {
    return "step_%07d".formatted(step);
  }

  /** Where it is written before it is whole; the same for all ranks. */
  Path unfinished(long step) {
    return root.resolve("." + name(step) + ".unfinished");
  }

  /** Removes what a stopped run left unfinished. */
  public void clean() {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (Stream<Path> files = Files.list(root)) {
      files
          .filter(file -> file.getFileName().toString().startsWith(".step_"))
          .forEach(this::remove);
    } catch (IOException e) {
      throw failed(root, e);
    }
  }

  /**
   * Removes all but some checkpoints.
   *
   * @param keep how many of the newest stay
   * @param keepEvery those whose step is a multiple stay, too; 0 for none
   */
  void prune(int keep, int keepEvery) {
    List<Entry> all = entries();
    for (Entry entry : all.subList(0, Math.max(0, all.size() - keep))) {
      if (keepEvery == 0 || entry.step() % keepEvery != 0) {
        Path leaving = unfinished(entry.step()); // a stop here leaves nothing that looks whole
        move(entry.path(), leaving);
        remove(leaving);
      }
    }
  }

  void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw failed(to, e);
    }
  }

  void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  private static Optional<Entry> entry(Path path) {
    Matcher matcher = NAME.matcher(path.getFileName().toString());
    return matcher.matches() && Files.isRegularFile(path.resolve(STATE))
        ? Optional.of(new Entry(Long.parseLong(matcher.group(1)), path))
        : Optional.empty();
  }

  static KinolakeException failed(Path path, IOException cause) {
    return new KinolakeException(
        FailureCode.WRITE_FAILED,
        "Checkpoint '%s' cannot be written: %s. Check space and rights."
            .formatted(path, cause.getMessage()),
        cause);
  }
}
