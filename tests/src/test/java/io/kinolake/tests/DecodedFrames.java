package io.kinolake.tests;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** How many frames a process decoded, told by a flight recording of it. */
final class DecodedFrames {
  private static final String EVENT = "io.kinolake.Decode";

  private DecodedFrames() {}

  /** Flags for a JVM that records while it runs and writes the file when it ends. */
  static List<String> recordedTo(Path recording) {
    return List.of("-XX:StartFlightRecording=settings=none,dumponexit=true,filename=" + recording);
  }

  /** The frames of each file, those decoded again counted again. */
  static Map<Path, Long> of(Path recording) {
    try {
      return RecordingFile.readAllEvents(recording).stream()
          .filter(event -> event.getEventType().getName().equals(EVENT))
          .collect(groupingBy(DecodedFrames::file, summingLong(event -> event.getLong("frames"))));
    } catch (IOException e) {
      throw new UncheckedIOException("while reading " + recording, e);
    }
  }

  private static Path file(RecordedEvent event) {
    return Path.of(event.getString("file"));
  }
}
