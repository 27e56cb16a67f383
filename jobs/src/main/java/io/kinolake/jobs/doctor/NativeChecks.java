package io.kinolake.jobs.doctor;

import io.kinolake.media.natives.NativeLibraries;
import java.util.List;

/** Whether the native libraries load, and what they can do. */
final class NativeChecks {
  private NativeChecks() {}

  static List<Finding> all(String encoder) {
    try {
      NativeLibraries libraries = NativeLibraries.load();
      return List.of(
          Finding.good("FFmpeg", libraries.ffmpeg() + ", licence " + libraries.ffmpegLicence()),
          encoder(encoder, NativeLibraries.hasEncoder(encoder)),
          Finding.good("OpenCV", libraries.openCv()));
    } catch (LinkageError | RuntimeException e) {
      return List.of(
          Finding.broken(
              "Libraries",
              "FFmpeg or OpenCV cannot be loaded (%s). They come with the build for this kind of machine: build here, and see that the temporary folder allows execution."
                  .formatted(e)));
    }
  }

  static Finding encoder(String name, boolean present) {
    return present
        ? Finding.good("Encoder", name)
        : Finding.broken(
            "Encoder",
            "this FFmpeg has no '%s'. Set cut.encoder to one that it has, such as libopenh264."
                .formatted(name));
  }
}
