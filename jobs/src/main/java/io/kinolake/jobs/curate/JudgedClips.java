package io.kinolake.jobs.curate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.udfs.score.EmbeddingScorer;
import io.kinolake.udfs.score.HashScorer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * What follows from each clip alone: the rule that rejects it, its hash, its place in the order of
 * quality, and the fingerprint of all that its selection may depend on.
 */
final class JudgedClips {
  /** Columns of the result, beside {@link HashPairs#HASH} and the measures. */
  static final String CLIP = ClipTable.CLIP_ID.name();

  static final String FINGERPRINT = StageColumns.FINGERPRINT.name();

  /** The rule that rejects the clip; null if none does. */
  static final String REJECTED_BY = "_rejected_by";

  /** Place in the order of quality, best least; ends with the clip's id, so that no two tie. */
  static final String ORDER = "_order";

  private static final Measure QUALITY = new Measure.Value("technical");
  private static final Measure RESOLUTION = new Measure.Property(ClipProperty.RESOLUTION);
  private static final Measure SECONDS = new Measure.Property(ClipProperty.SECONDS);

  private final List<Rule> rules;
  private final Optional<Measure> likeness;
  private final Set<Measure> measures = new LinkedHashSet<>();

  /**
   * @param settings says what else than rules is wanted
   * @param more measures that something else needs
   */
  JudgedClips(CurateSettings settings, List<Rule> rules, Collection<Measure> more) {
    this.rules = List.copyOf(rules);
    this.likeness = settings.dedup().map(CurateSettings.Dedup::by).map(JudgedClips::likeness);
    rules.forEach(rule -> measures.add(rule.measure()));
    measures.addAll(more);
    if (likeness.isPresent() || settings.clusters().isPresent()) {
      measures.addAll(List.of(QUALITY, RESOLUTION, SECONDS));
    }
    likeness.ifPresent(measures::add);
    if (settings.clusters().filter(CurateSettings.Clusters::byEmbedding).isPresent()) {
      measures.add(likeness(CurateSettings.Dedup.By.EMBEDDING));
    }
  }

  /** Every live clip of the lakehouse. */
  Dataset<Row> of(MeasuredClips clips, Fingerprint state) {
    measures.stream()
        .filter(Measure.Detail.class::isInstance)
        .map(Measure.Detail.class::cast)
        .forEach(clips::requireKnown);
    return clips
        .with(measures)
        .withColumn(FINGERPRINT, fingerprint(state))
        .withColumn(REJECTED_BY, rejectedBy())
        .withColumn(HashPairs.HASH, hash())
        .withColumn(ORDER, order());
  }

  /** As {@link Fingerprint#of} computes it, of the state, the clip and its measures. */
  private Column fingerprint(Fingerprint state) {
    List<Column> parts = new ArrayList<>(List.of(lit(state.value()), col(CLIP)));
    measures.forEach(measure -> parts.add(coalesce(measure.column().cast("string"), lit(""))));
    Column joined = concat_ws(String.valueOf(Fingerprint.SEPARATOR), parts.toArray(Column[]::new));
    return substring(sha2(joined, 256), 1, Fingerprint.LENGTH);
  }

  private Column rejectedBy() {
    List<Column> verdicts = new ArrayList<>();
    for (Rule rule : rules) {
      Column value = rule.measure().column();
      verdicts.add(
          when(value.isNull(), missing(rule.measure())).when(not(rule.test(value)), rule.text()));
    }
    likeness.ifPresent(measure -> verdicts.add(when(hash().isNull(), missing(measure))));
    return verdicts.isEmpty()
        ? lit(null).cast("string")
        : coalesce(verdicts.toArray(Column[]::new));
  }

  private static String missing(Measure measure) {
    return measure.name() + " missing";
  }

  private static Measure likeness(CurateSettings.Dedup.By by) {
    return switch (by) {
      case PHASH -> new Measure.Label(HashScorer.NAME);
      case EMBEDDING -> new Measure.Vectors(EmbeddingScorer.NAME);
    };
  }

  private Column hash() {
    return likeness
        .map(
            measure ->
                measure instanceof Measure.Label
                    ? udf(new HashBits(), DataTypes.LongType).apply(measure.column())
                    : measure.column())
        .orElseGet(() -> lit(null).cast("long"));
  }

  private Column order() {
    List<Column> parts = new ArrayList<>();
    for (Measure measure : List.of(QUALITY, RESOLUTION, SECONDS)) {
      parts.add(
          measures.contains(measure)
              ? negate(coalesce(measure.column(), lit(Double.NEGATIVE_INFINITY))).as(measure.name())
              : lit(0.0).as(measure.name()));
    }
    parts.add(col(CLIP));
    return struct(parts.toArray(Column[]::new));
  }

  /** Sixteen hexadecimal digits as bits; null for any other text. */
  private static final class HashBits implements UDF1<String, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public Long call(String hex) {
      return hex != null && hex.matches("[0-9a-fA-F]{16}") ? Long.parseUnsignedLong(hex, 16) : null;
    }
  }
}
