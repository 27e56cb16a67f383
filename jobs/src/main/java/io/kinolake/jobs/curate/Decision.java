package io.kinolake.jobs.curate;

import static io.kinolake.jobs.curate.JudgedClips.CLIP;
import static io.kinolake.jobs.curate.JudgedClips.FINGERPRINT;
import static io.kinolake.jobs.curate.JudgedClips.REJECTED_BY;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.kinolake.schemas.tables.SelectionTable;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Decides on all clips together. What was decided before with the same settings and measures stays
 * decided: the accepted, the duplicates of a clip that is still accepted, and what a cluster that
 * is still full had no room for. Everything else is open, and is compared with the accepted clips
 * and with each other.
 *
 * <p>A duplicate whose better clip finds no room in its cluster becomes open again, until none is
 * left; so a duplicate always names an accepted clip.
 */
final class Decision {
  private static final String WAS = "_was_";
  private static final String ACCEPTED = SelectionTable.ACCEPTED.name();
  private static final String DUPLICATE_OF = SelectionTable.DUPLICATE_OF.name();

  private final Optional<NearPairs> finder;
  private final Optional<ClusterQuota> quota;

  private Dataset<Row> accepted;
  private Dataset<Row> verdicts;

  private Decision(CurateSettings settings, Optional<NearPairs> finder) {
    this.finder = finder;
    this.quota = settings.clusters().flatMap(CurateSettings.Clusters::quota).map(ClusterQuota::new);
  }

  /**
   * Decides.
   *
   * @param finder finds near duplicates; none keeps them
   * @param judged one row per clip, see {@link JudgedClips}, and its cluster
   * @param current the selection as it is
   * @return the clip, and the columns of the selection that tell what became of it
   */
  static Dataset<Row> on(
      CurateSettings settings,
      Optional<NearPairs> finder,
      Dataset<Row> judged,
      Dataset<Row> current) {
    Decision decision = new Decision(settings, finder);
    Dataset<Row> passing = withPast(judged.where(col(REJECTED_BY).isNull()), current);
    Dataset<Row> open = decision.settle(passing);
    decision.verdicts =
        decision.verdicts.union(
            judged
                .where(col(REJECTED_BY).isNotNull())
                .select(col(CLIP), lit(false), col(REJECTED_BY), lit(null)));
    if (!open.isEmpty()) {
      decision.decide(open);
    }
    return decision.verdicts;
  }

  private static Dataset<Row> withPast(Dataset<Row> passing, Dataset<Row> current) {
    Dataset<Row> past =
        current.select(
            col(CLIP),
            col(FINGERPRINT),
            was(SelectionTable.ACCEPTED),
            was(SelectionTable.REJECTED_BY),
            was(SelectionTable.DUPLICATE_OF));
    return passing.join(past, new String[] {CLIP, FINGERPRINT}, "left").localCheckpoint();
  }

  private static Column was(io.kinolake.schemas.Column<?> column) {
    return col(column.name()).as(WAS + column.name());
  }

  /** Takes over what stays as it is; returns the rest. */
  private Dataset<Row> settle(Dataset<Row> passing) {
    accepted = passing.where(col(WAS + ACCEPTED));
    Dataset<Row> duplicates =
        finder.isPresent()
            ? passing.join(ids(accepted, WAS + DUPLICATE_OF), WAS + DUPLICATE_OF, "left_semi")
            : passing.limit(0);
    Dataset<Row> full =
        quota.isPresent()
            ? quota
                .get()
                .full(
                    passing.where(
                        col(WAS + SelectionTable.REJECTED_BY.name())
                            .equalTo(CurateClips.CLUSTER_QUOTA)),
                    accepted)
            : passing.limit(0);
    verdicts =
        accept(accepted)
            .union(rejectDuplicates(duplicates, WAS + DUPLICATE_OF))
            .union(rejectByQuota(full))
            .localCheckpoint();
    return passing.join(verdicts, passing.col(CLIP).equalTo(verdicts.col(CLIP)), "left_anti");
  }

  private void decide(Dataset<Row> toDecide) {
    Dataset<Row> open = toDecide.localCheckpoint();
    Dataset<Row> first = open;
    Optional<NearDuplicates> near =
        finder.map(pairs -> NearDuplicates.find(pairs, first, accepted));
    String keeper = NearDuplicates.KEEPER;
    while (!open.isEmpty()) {
      Dataset<Row> now = open;
      Dataset<Row> resolved =
          near.map(pairs -> pairs.resolve(now, accepted))
              .orElseGet(() -> now.withColumn(keeper, col(CLIP)))
              .localCheckpoint();
      Dataset<Row> kept = resolved.where(col(keeper).equalTo(col(CLIP))).drop(keeper);
      Dataset<Row> taken = quota.map(q -> q.within(kept, accepted)).orElse(kept).localCheckpoint();
      Dataset<Row> rejected = kept.join(ids(taken, CLIP), CLIP, "left_anti");
      accepted = accepted.unionByName(taken, true).localCheckpoint();

      Dataset<Row> duplicates = resolved.where(col(keeper).notEqual(col(CLIP)));
      Dataset<Row> settled = duplicates.join(ids(accepted, keeper), keeper, "left_semi");
      verdicts =
          verdicts
              .union(accept(taken))
              .union(rejectByQuota(rejected))
              .union(rejectDuplicates(settled, keeper))
              .localCheckpoint();
      open =
          duplicates
              .join(ids(accepted, keeper), keeper, "left_anti")
              .drop(keeper)
              .localCheckpoint();
    }
  }

  private static Dataset<Row> accept(Dataset<Row> clips) {
    return clips.select(
        col(CLIP),
        lit(true).as(ACCEPTED),
        lit(null).cast("string").as(SelectionTable.REJECTED_BY.name()),
        lit(null).cast("string").as(DUPLICATE_OF));
  }

  private static Dataset<Row> rejectByQuota(Dataset<Row> clips) {
    return clips.select(col(CLIP), lit(false), lit(CurateClips.CLUSTER_QUOTA), lit(null));
  }

  private static Dataset<Row> rejectDuplicates(Dataset<Row> clips, String keeper) {
    return clips.select(col(CLIP), lit(false), lit(CurateClips.NEAR_DUPLICATE), col(keeper));
  }

  private static Dataset<Row> ids(Dataset<Row> clips, String name) {
    return clips.select(col(CLIP).as(name));
  }
}
