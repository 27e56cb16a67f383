package io.kinolake.jobs.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the Java process and its operating system give. */
final class MachineChecks {
  private static final long GIB = 1L << 30;

  /** Less than this fails on an ordinary refresh; figures in bytes. */
  private static final long LEAST_HEAP = GIB / 2;

  private static final long GOOD_HEAP = GIB;
  private static final long GOOD_TEMPORARY_SPACE = 2 * GIB;

  private MachineChecks() {}

  static Finding java(int version) {
    String text = "version " + version;
    if (version < 17) {
      return Finding.broken("Java", text + ". Install Java 17 and let JAVA_HOME name it.");
    }
    // What Spark 4.1 is tested on by its makers.
    return version == 17 || version == 21
        ? Finding.good("Java", text)
        : Finding.note("Java", text + ". Spark is tested on 17 and 21; prefer one of them.");
  }

  static Finding memory(long heapBytes) {
    String text = gib(heapBytes) + " for Java";
    if (heapBytes < LEAST_HEAP) {
      return Finding.broken(
          "Memory", text + ". Give at least 0.5 GiB with JAVA_TOOL_OPTIONS=-Xmx.");
    }
    return heapBytes < GOOD_HEAP
        ? Finding.note("Memory", text + ". 1 GiB or more is better (JAVA_TOOL_OPTIONS=-Xmx1g).")
        : Finding.good("Memory", text);
  }

  /**
   * @param encoding how Java writes file names
   */
  static Finding locale(String encoding) {
    return encoding.equalsIgnoreCase("UTF-8")
        ? Finding.good("Locale", "file names are UTF-8")
        : Finding.broken(
            "Locale",
            "file names are %s, so that some files cannot be opened. Set LC_ALL=C.UTF-8."
                .formatted(encoding));
  }

  static Finding temporaryFolder(String folder) {
    try {
      Path probe = Files.createTempFile(Path.of(folder), "kinolake-doctor", ".tmp");
      Files.delete(probe);
      long free = Files.getFileStore(Path.of(folder)).getUsableSpace();
      String text = "%s free in %s".formatted(gib(free), folder);
      return free < GOOD_TEMPORARY_SPACE
          ? Finding.note(
              "Temporary", text + ". Remote sources and shuffles need more; free some space.")
          : Finding.good("Temporary", text);
    } catch (IOException e) {
      return Finding.broken(
          "Temporary",
          "cannot write to %s (%s). Name another folder with JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=."
              .formatted(folder, e));
    }
  }

  static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIB);
  }
}
