package io.kinolake.jobs.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** Where sources lie. Filled by picocli. */
final class SourceOptions {
  @Option(
      names = "--videos",
      required = true,
      paramLabel = "DIR|GLOB|LIST|TABLE",
      description = "Folder, glob, text list, or table with a 'path' column; may be repeated.")
  private List<String> videos;

  List<String> videos() {
    return List.copyOf(videos);
  }
}
