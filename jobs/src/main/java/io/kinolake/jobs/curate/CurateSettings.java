package io.kinolake.jobs.curate;

import io.kinolake.udfs.score.EmbeddingScorer;
import java.util.List;
import java.util.Optional;

/**
 * What a corpus is made of.
 *
 * @param rules what a clip must satisfy, in this order, see {@link RuleParser}
 * @param dedup how near duplicates are found; empty keeps them
 * @param clusters how clips are sorted into clusters; empty sorts none
 */
public record CurateSettings(
    List<String> rules, Optional<Dedup> dedup, Optional<Clusters> clusters) {

  public CurateSettings {
    rules = List.copyOf(rules);
  }

  /**
   * Near duplicates.
   *
   * @param by what clips are compared by
   * @param distance for hashes: bits of 64, 0 to {@link #MOST}, up to which two clips count as the
   *     same; copies of a clip differ in up to about 8 bits, unrelated clips in about 32
   * @param cosine for embeddings: from which on two clips count as the same, above 0, up to 1
   */
  public record Dedup(By by, int distance, double cosine) {
    /** Above this, unrelated pictures begin to count as copies. */
    public static final int MOST = 16;

    /** What clips are compared by: the scorer of that name must run. */
    public enum By {
      PHASH,
      EMBEDDING
    }

    public Dedup {
      if (distance < 0 || distance > MOST) {
        throw new IllegalArgumentException(
            "distance must be 0 to " + MOST + " bits, not " + distance);
      }
      if (!(cosine > 0 && cosine <= 1)) {
        throw new IllegalArgumentException("cosine must be above 0, up to 1, not " + cosine);
      }
    }

    public static Dedup byHash(int distance) {
      return new Dedup(By.PHASH, distance, 1);
    }

    public static Dedup byEmbedding(double cosine) {
      return new Dedup(By.EMBEDDING, 0, cosine);
    }

    /** What of it decides a selection. */
    String rule() {
      return switch (by) {
        case PHASH -> "phash within " + distance;
        case EMBEDDING -> "embedding from " + cosine;
      };
    }
  }

  /**
   * Clusters of alike clips, by k-means. They are made as soon as {@code count} clips have every
   * measure, and stay as they are until {@code count}, {@code measures} or {@code seed} change.
   *
   * @param count how many clusters, 2 to 10,000
   * @param measures the numbers that clips are compared by, such as {@code technical}; or {@code
   *     embedding} alone
   * @param seed of the random start; another one makes the clusters anew
   * @param quota how many clips of one cluster are accepted at most; empty accepts all
   */
  public record Clusters(int count, List<String> measures, long seed, Optional<Integer> quota) {
    private static final String EMBEDDING = EmbeddingScorer.NAME;

    public Clusters {
      measures = List.copyOf(measures);
      if (count < 2 || count > 10_000) {
        throw new IllegalArgumentException("count must be 2 to 10000 clusters, not " + count);
      }
      if (measures.isEmpty() || measures.stream().distinct().count() != measures.size()) {
        throw new IllegalArgumentException("measures must be named, each once, not " + measures);
      }
      if (measures.contains(EMBEDDING) && measures.size() > 1) {
        throw new IllegalArgumentException(
            "measures must be numbers, or 'embedding' alone, not " + measures);
      }
      if (quota.isPresent() && quota.get() < 1) {
        throw new IllegalArgumentException("quota must be at least 1, not " + quota.get());
      }
    }

    /** Whether clips are compared by their embeddings. */
    boolean byEmbedding() {
      return measures.contains(EMBEDDING);
    }
  }
}
