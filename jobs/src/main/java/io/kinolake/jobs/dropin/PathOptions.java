package io.kinolake.jobs.dropin;

import java.util.Optional;
import picocli.CommandLine.Option;

/** What datautil does with paths and the files that they name. */
final class PathOptions {
  @Option(names = "--info", description = "Read frames, size and rate of videos and images.")
  boolean info;

  @Option(names = "--video-info", description = "As --info, taking every file for a video.")
  boolean videoInfo;

  @Option(names = "--ext", description = "Keep rows whose file exists.")
  boolean existing;

  @Option(names = "--relpath", description = "Make paths relative to this folder.")
  Optional<String> relativeTo = Optional.empty();

  @Option(names = "--abspath", description = "Put this folder before relative paths.")
  Optional<String> absoluteIn = Optional.empty();

  @Option(names = "--path-to-id", description = "Set id to the file's name without extension.")
  boolean toId;

  @Option(names = "--path-subset", description = "Keep paths that contain this expression.")
  Optional<String> subset = Optional.empty();

  @Option(names = "--remove-empty-path", description = "Drop rows without a path.")
  boolean removeEmpty;

  @Option(names = "--remove-path-duplication", description = "Keep the first row of each path.")
  boolean removeDuplicates;

  @Option(names = "--filesize", description = "Set filesize to the file's size in MiB.")
  boolean fileSize;
}
