package io.kinolake.training.preference;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.data.TrainingData;
import io.kinolake.training.data.TrainingSample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pairs with the samples of their videos.
 *
 * @param data a sample for each pair, ordered by id: that of the chosen video, which knows the
 *     other
 * @param weights how much each pair counts, by its id
 */
public record PairedSamples(TrainingData data, Map<String, Double> weights) {
  public PairedSamples {
    weights = Map.copyOf(weights);
  }

  /**
   * Finds the samples of pairs by the files that they were made of.
   *
   * @param samples of all videos
   * @param videos the folder from which the pairs' files are seen
   * @throws KinolakeException BAD_ARGUMENT that lists all videos that have no sample or several,
   *     pairs of different shapes, and pairs that are there twice
   */
  public static PairedSamples of(
      TrainingData samples, List<PreferencePair> pairs, Path videos, PairWeights weights) {
    Map<String, List<TrainingSample>> byFile = new HashMap<>();
    for (TrainingSample sample : samples.samples()) {
      String file = sample.latents().sourceUri().replaceFirst("^file:/+", "/");
      byFile.computeIfAbsent(file, name -> new ArrayList<>()).add(sample);
    }
    Finder finder = new Finder(byFile, videos.toAbsolutePath().normalize());
    Map<String, Double> known = new HashMap<>();
    List<TrainingSample> paired = new ArrayList<>();
    for (PreferencePair pair : pairs) {
      finder
          .find(pair)
          .ifPresent(
              sample -> {
                double weight = weights.of(pair.score(), pair.rejectedScore());
                if (known.put(sample.clip().value(), weight) != null) {
                  finder.problems.add(
                      pair.file() + " and " + pair.rejected() + " are paired twice");
                }
                paired.add(sample);
              });
    }
    finder.refuse(samples);
    paired.sort(Comparator.comparing(sample -> sample.clip().value()));
    return new PairedSamples(
        new TrainingData(
            samples.warehouse(),
            samples.featureSet(),
            samples.versions(),
            paired,
            samples.leftOut()),
        known);
  }

  /** Looks for samples and notes what is wrong. */
  private static final class Finder {
    private final Map<String, List<TrainingSample>> byFile;
    private final Path videos;
    private final List<String> problems = new ArrayList<>();

    Finder(Map<String, List<TrainingSample>> byFile, Path videos) {
      this.byFile = byFile;
      this.videos = videos;
    }

    Optional<TrainingSample> find(PreferencePair pair) {
      List<TrainingSample> chosen = samples(pair.file());
      List<TrainingSample> rejected = samples(pair.rejected());
      if (chosen.size() != 1 || rejected.size() != 1) {
        return Optional.empty();
      }
      if (!chosen.get(0).bucket().equals(rejected.get(0).bucket())) {
        problems.add(
            "%s is of bucket %s, %s of %s"
                .formatted(
                    pair.file(),
                    chosen.get(0).bucket(),
                    pair.rejected(),
                    rejected.get(0).bucket()));
        return Optional.empty();
      }
      return Optional.of(chosen.get(0).over(rejected.get(0)));
    }

    private List<TrainingSample> samples(String file) {
      List<TrainingSample> found =
          byFile.getOrDefault(videos.resolve(file).normalize().toString(), List.of());
      if (found.size() != 1) {
        problems.add(file + (found.isEmpty() ? " has no sample" : " has several samples"));
      }
      return found;
    }

    void refuse(TrainingData samples) {
      if (!problems.isEmpty()) {
        throw new KinolakeException(
            FailureCode.BAD_ARGUMENT,
            "Pairs of videos in '%s' do not match the samples '%s' of '%s': %s. Make the samples by --data-path with the file of the pairs, or set preference.videos."
                .formatted(
                    videos,
                    samples.featureSet(),
                    samples.warehouse(),
                    String.join("; ", problems)));
      }
    }
  }
}
