package io.kinolake.jobs.dropin;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The bounds that datautil keeps rows by. A missing value never passes, but for --fpsmax. */
final class FilterOptions {
  @Option(names = "--fmin", description = "Keep num_frames >= N.")
  Optional<Long> framesMin = Optional.empty();

  @Option(names = "--fmax", description = "Keep num_frames <= N.")
  Optional<Long> framesMax = Optional.empty();

  @Option(names = "--fpsmax", description = "Keep fps <= N, and images.")
  Optional<Double> fpsMax = Optional.empty();

  @Option(names = "--hwmax", description = "Keep height * width <= N.")
  Optional<Long> resolutionMax = Optional.empty();

  @Option(names = "--aesmin", description = "Keep aes >= N.")
  Optional<Double> aestheticMin = Optional.empty();

  @Option(names = "--matchmin", description = "Keep match >= N.")
  Optional<Double> matchMin = Optional.empty();

  @Option(names = "--flowmin", description = "Keep flow >= N.")
  Optional<Double> flowMin = Optional.empty();

  @Option(names = "--fsmax", description = "Keep filesize <= N MiB.")
  Optional<Long> fileSizeMax = Optional.empty();

  @Option(names = "--img-only", description = "Keep images.")
  boolean imagesOnly;

  @Option(names = "--vid-only", description = "Keep what is not an image.")
  boolean videosOnly;
}
