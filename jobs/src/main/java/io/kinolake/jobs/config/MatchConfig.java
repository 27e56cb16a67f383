package io.kinolake.jobs.config;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.match.MatchCaptions;
import io.kinolake.udfs.match.TextModel;
import io.kinolake.udfs.score.EmbeddingScorer;
import io.kinolake.udfs.score.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The group {@code match}: whether captions are compared with their clips.
 *
 * @param captions whether they are
 * @param vocabulary CLIP's merges or the folder of its model; beside the weights if left out
 * @param least captions that match less are not used
 */
public record MatchConfig(boolean captions, Optional<String> vocabulary, Optional<Double> least) {
  private static final List<String> PUBLISHED =
      List.of("merges.txt", "bpe_simple_vocab_16e6.txt.gz");

  public MatchConfig {
    if (least.isPresent() && !captions) {
      throw new IllegalArgumentException("least needs captions: true, which makes the matches");
    }
  }

  /**
   * The stage, for the captions of the given captioners.
   *
   * @throws KinolakeException BAD_CONFIG if embeddings or the vocabulary are not there
   */
  public MatchCaptions toStage(ScoreConfig score, CaptionConfig caption) {
    if (!captions) {
      return new MatchCaptions(caption.preferredNames(), Optional.empty());
    }
    if (!score.scorers().contains(EmbeddingScorer.NAME) || score.clipWeights().isEmpty()) {
      throw badConfig(
          "Matching captions needs the embeddings of clips: add 'embedding' to score.scorers and set score.clip-weights, or set match.captions to false.");
    }
    WeightsFile clip = WeightsFile.of(Path.of(score.clipWeights().orElseThrow()));
    Path given = Path.of(vocabulary.orElse(score.clipWeights().orElseThrow()));
    TextModel model = new TextModel(clip, vocabulary(given.toAbsolutePath().normalize()));
    return new MatchCaptions(caption.preferredNames(), Optional.of(model));
  }

  private WeightsFile vocabulary(Path given) {
    boolean named = vocabulary.isPresent() && Files.isRegularFile(given);
    Path folder = Files.isDirectory(given) ? given : given.getParent();
    Path file =
        (named ? Stream.of(given) : PUBLISHED.stream().map(folder::resolve))
            .filter(Files::isRegularFile)
            .findFirst()
            .orElseThrow(
                () ->
                    badConfig(
                        "Matching captions needs CLIP's vocabulary, and '%s' holds none of %s. Fetch merges.txt of openai/clip-vit-large-patch14 and set match.vocabulary to it."
                            .formatted(folder, PUBLISHED)));
    try {
      return new WeightsFile(file.toString(), Fingerprint.ofBytes(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw badConfig(
          "'%s' cannot be read: %s. Check its permissions.".formatted(file, e.getMessage()));
    }
  }

  private static KinolakeException badConfig(String message) {
    return new KinolakeException(FailureCode.BAD_CONFIG, message);
  }
}
