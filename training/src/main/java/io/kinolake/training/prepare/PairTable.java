package io.kinolake.training.prepare;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.config.PreferenceSection;
import io.kinolake.training.preference.PairFile;
import io.kinolake.training.preference.PreferencePair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The videos of preference pairs as a table of clips: each once, with its pair's caption. */
final class PairTable {
  private static final String NAME = "pairs.csv";

  private PairTable() {}

  /** Whether a file is the pairs that a training is set to. */
  static boolean isOne(Path source, PreferenceSection preference) {
    return preference.pairs().filter(pairs -> isSame(source, Path.of(pairs))).isPresent();
  }

  private static boolean isSame(Path source, Path pairs) {
    try {
      return Files.exists(pairs) && Files.isSameFile(source, pairs);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Writes the table to a folder, in place of one that is there.
   *
   * @throws KinolakeException BAD_ARGUMENT if the pairs are none, WRITE_FAILED
   */
  static Path write(PreferenceSection preference, Path folder) {
    Path videos = preference.videosFolder().toAbsolutePath();
    Map<String, String> captions = new LinkedHashMap<>();
    for (PreferencePair pair : PairFile.read(Path.of(preference.pairs().orElseThrow()))) {
      captions.put(videos.resolve(pair.file()).normalize().toString(), pair.caption());
      captions.put(videos.resolve(pair.rejected()).normalize().toString(), pair.caption());
    }
    StringBuilder table = new StringBuilder("path,text\n");
    captions.forEach(
        (path, text) -> table.append(quoted(path)).append(',').append(quoted(text)).append('\n'));
    Path file = folder.resolve(NAME);
    try {
      Files.createDirectories(folder);
      return Files.writeString(file, table);
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.WRITE_FAILED,
          "'%s' cannot be written: %s. Check space and rights.".formatted(file, e.getMessage()),
          e);
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
