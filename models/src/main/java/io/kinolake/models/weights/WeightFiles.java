package io.kinolake.models.weights;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Opens weights as they are published, whatever their format. */
public final class WeightFiles {
  /** In this order: the first kind of which a folder has any decides, and must have one file. */
  private static final List<String> KINDS =
      List.of(".safetensors.index.json", ".safetensors", ".bin.index.json", ".bin", ".pth", ".pt");

  private static final String INDEX = ".index.json";

  private WeightFiles() {}

  /**
   * Opens a file, an index, or the weights of a folder. In a folder safetensors come before
   * PyTorch's files and an index before single files, as the published libraries choose.
   *
   * @throws KinolakeException NOT_FOUND if there are none, BAD_ARGUMENT if a folder has several
   *     files of the same kind, or what the reader of the format finds
   */
  public static WeightSource open(Path path) {
    if (Files.isDirectory(path)) {
      return open(located(path));
    }
    return path.toString().endsWith(INDEX) ? ShardedWeights.open(path) : openFile(path);
  }

  /**
   * The file or index that {@link #open} reads of a folder; a file is its own.
   *
   * @throws KinolakeException NOT_FOUND if a folder has none, BAD_ARGUMENT if it has several of the
   *     same kind
   */
  public static Path located(Path path) {
    return Files.isDirectory(path) ? only(path).orElseThrow(() -> none(path)) : path;
  }

  /** Opens a single file by what it contains; a torch file starts as a zip file or a pickle. */
  static WeightSource openFile(Path file) {
    return TorchContent.isOne(file) ? TorchFile.open(file) : SafetensorsFile.open(file);
  }

  /**
   * The files that are missing from a folder before its weights can be opened.
   *
   * @param published name of the file that is missing if there are no weights at all
   * @return names of files, none if the folder is complete
   * @throws KinolakeException BAD_ARGUMENT if it has several files of the same kind, CORRUPT if its
   *     index cannot be read
   */
  public static List<String> missing(Path folder, String published) {
    Optional<Path> found = Files.isDirectory(folder) ? only(folder) : Optional.empty();
    if (found.isEmpty()) {
      return List.of(published);
    }
    Path file = found.get();
    return file.toString().endsWith(INDEX) ? ShardIndex.read(file).missing() : List.of();
  }

  private static Optional<Path> only(Path folder) {
    List<Path> files = files(folder);
    for (String kind : KINDS) {
      List<Path> ofKind =
          files.stream().filter(file -> file.getFileName().toString().endsWith(kind)).toList();
      if (ofKind.size() > 1) {
        throw new KinolakeException(
            FailureCode.BAD_ARGUMENT,
            "%s has %d weight files (%s); name the one to load"
                .formatted(folder, ofKind.size(), ofKind));
      }
      if (ofKind.size() == 1) {
        return Optional.of(ofKind.get(0));
      }
    }
    return Optional.empty();
  }

  private static KinolakeException none(Path folder) {
    return new KinolakeException(
        FailureCode.NOT_FOUND,
        "%s has no weight file; looked for %s".formatted(folder, String.join(", ", KINDS)));
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw WeightErrors.notReadable(folder.toString(), e);
    }
  }
}
