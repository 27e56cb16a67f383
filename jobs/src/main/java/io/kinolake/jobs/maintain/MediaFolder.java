package io.kinolake.jobs.maintain;

import io.kinolake.jobs.tables.LakeFiles;
import io.kinolake.media.cut.ClipNames;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder that clips are written to. It may be shared with others: only files are removed that
 * are called as a clip of a recorded source is, or as a clip is while it is written.
 */
final class MediaFolder {
  private static final Pattern CLIP = Pattern.compile("(.+)_scene-\\d+(-\\d+)?\\.mp4");
  private static final Pattern UNFINISHED =
      Pattern.compile(
          "(.*/)?\\.part-\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}-[^/]+", Pattern.DOTALL);

  private final LakeFiles files;
  private final String folder;
  private final long beforeMs;

  /**
   * @param beforeMs younger files are left alone, milliseconds since 1970
   */
  MediaFolder(LakeFiles files, String folder, long beforeMs) {
    this.files = files;
    this.folder = folder;
    this.beforeMs = beforeMs;
  }

  /** Removes what was left half-written. */
  Freed.FileCount removeUnfinished() {
    return remove(relative -> UNFINISHED.matcher(relative).matches());
  }

  /**
   * Removes clips that no row names.
   *
   * @param sources relative paths of the sources that are recorded
   * @param named clip URIs of the rows that are kept
   */
  Freed.FileCount removeOrphans(Set<String> sources, Set<String> named) {
    Set<String> stems = new HashSet<>();
    for (String source : sources) {
      ClipNames plain = ClipNames.of(source);
      ClipNames extended = ClipNames.withExtension(source);
      stems.add(plain.pathOf(plain.stem()));
      stems.add(extended.pathOf(extended.stem()));
    }
    // By the bare name, since the same folder may be reached by several paths.
    Set<String> kept = new HashSet<>();
    named.forEach(uri -> kept.add(bareName(uri)));
    return remove(
        relative -> {
          Matcher clip = CLIP.matcher(relative);
          return clip.matches()
              && stems.contains(clip.group(1))
              && !kept.contains(bareName(relative));
        });
  }

  private Freed.FileCount remove(Predicate<String> wanted) {
    Freed.FileCount freed = Freed.FileCount.NONE;
    for (LakeFiles.StoredFile file : files.list(folder)) {
      if (file.modifiedMs() < beforeMs && wanted.test(file.relative())) {
        files.delete(file.path());
        freed = freed.plus(file.bytes());
      }
    }
    return freed;
  }

  private static String bareName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
