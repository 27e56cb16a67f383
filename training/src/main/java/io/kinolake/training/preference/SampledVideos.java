package io.kinolake.training.preference;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sampled videos of a folder. Other files are ignored, {@code video_grid.mp4} among them.
 *
 * @param folder where they lie
 * @param numbers of the files
 */
public record SampledVideos(Path folder, Collection<Integer> numbers) {
  public SampledVideos {
    numbers = List.copyOf(numbers);
  }

  /**
   * Looks into a folder.
   *
   * @throws KinolakeException BAD_ARGUMENT if it is none, or holds no sample
   */
  public static SampledVideos list(Path folder) {
    TreeSet<Integer> numbers;
    try (Stream<Path> files = Files.list(folder)) {
      numbers =
          files
              .map(file -> VideoScores.number(file.getFileName().toString()))
              .flatMap(Optional::stream)
              .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "'%s' cannot be listed: %s. Name the folder of the samples.".formatted(folder, e),
          e);
    }
    if (numbers.isEmpty()) {
      throw refused(
          "'%s' holds no video_0.mp4 or the like. kinolake sample writes them to videos in its output."
              .formatted(folder));
    }
    return new SampledVideos(folder, numbers);
  }

  /**
   * Makes sure that scored videos are there, and that prompts account for all that are.
   *
   * @param scored numbers of the scored videos
   * @param expected how many videos the prompts have
   * @throws KinolakeException BAD_ARGUMENT naming those that are not
   */
  public void require(Collection<Integer> scored, int expected) {
    List<String> absent = names(scored, numbers);
    if (!absent.isEmpty()) {
      throw refused(
          "%s have scores, but are not in '%s'. Score the videos of that folder."
              .formatted(absent, folder));
    }
    List<String> beyond =
        numbers.stream().filter(number -> number >= expected).map(VideoScores::name).toList();
    if (!beyond.isEmpty()) {
      throw refused(
          "%s in '%s' belong to no prompt: there are videos for %d. Correct the prompts or the number of videos."
              .formatted(beyond, folder, expected));
    }
  }

  /** Names of the videos that are not among some. */
  public List<String> without(Collection<Integer> some) {
    return names(numbers, some);
  }

  private static List<String> names(Collection<Integer> all, Collection<Integer> without) {
    return all.stream().filter(number -> !without.contains(number)).map(VideoScores::name).toList();
  }

  private static KinolakeException refused(String message) {
    return new KinolakeException(FailureCode.BAD_ARGUMENT, message);
  }
}
