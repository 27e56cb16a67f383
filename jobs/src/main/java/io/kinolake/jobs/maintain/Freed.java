package io.kinolake.jobs.maintain;

/**
 * What was freed.
 *
 * @param rows rows that were retired long ago, or whose clip is gone
 * @param tableBytes by how much the tables' folders shrank; negative where the log grew by more, or
 *     the files that were compacted are still to be kept
 * @param expired files of clips and samples that were retired long ago
 * @param unfinished files that a killed run left half-written
 * @param orphans files of clips and samples that no row names
 * @param lost sources of which a clip's file is gone; the next refresh cuts them anew
 */
public record Freed(
    long rows,
    long tableBytes,
    FileCount expired,
    FileCount unfinished,
    FileCount orphans,
    long lost) {

  /** Files and their length. */
  public record FileCount(long files, long bytes) {
    static final FileCount NONE = new FileCount(0, 0);

    FileCount plus(FileCount other) {
      return new FileCount(files + other.files, bytes + other.bytes);
    }

    FileCount plus(long moreBytes) {
      return new FileCount(files + 1, bytes + moreBytes);
    }
  }
}
