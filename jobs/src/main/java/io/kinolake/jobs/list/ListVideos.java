package io.kinolake.jobs.list;

import static org.apache.spark.sql.functions.col;

import io.kinolake.jobs.refresh.PipelineStep;
import io.kinolake.jobs.refresh.StepContext;
import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.media.MediaKind;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.Forgotten;
import io.kinolake.schemas.tables.ForgottenTable;
import io.kinolake.schemas.tables.Run;
import io.kinolake.schemas.tables.Video;
import io.kinolake.schemas.tables.VideoTable;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.OutputRows;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.WorkItem;
import io.kinolake.udfs.spark.SparkTypes;
import io.kinolake.udfs.store.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Brings the table of sources up to date with what lies in the listed places: new and changed files
 * are added, changed and vanished ones are retired with all that was made from them. Sources that
 * were forgotten are left out, and so are the clips of this lake, wherever they lie.
 */
public final class ListVideos implements PipelineStep {
  private static final String NAME = "list-videos";
  private static final int VERSION = 1;

  private final ListVideosSettings settings;
  private final Map<String, List<ListedFile>> filesByRoot;

  private ListVideos(ListVideosSettings settings, Map<String, List<ListedFile>> filesByRoot) {
    this.settings = settings;
    this.filesByRoot = filesByRoot;
  }

  /**
   * Lists the sources now.
   *
   * @param sources folders, globs, lists or tables, see {@link SourceLister}
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_ARGUMENT if one does not exist
   */
  public static ListVideos of(
      SparkSession spark, List<String> sources, ListVideosSettings settings) {
    SourceLister lister = new SourceLister(spark, settings);
    CaptionFiles captions = new CaptionFiles(spark);
    Map<String, List<ListedFile>> filesByRoot = new TreeMap<>();
    for (String source : sources) {
      Location root = Location.of(source);
      filesByRoot.put(root.text(), captions.markedOn(lister.list(root)));
    }
    return new ListVideos(settings, filesByRoot);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<TableSchema<?>> reads() {
    return List.of(ForgottenTable.SCHEMA);
  }

  @Override
  public TableSchema<?> writes() {
    return VideoTable.SCHEMA;
  }

  @Override
  public Fingerprint state(StepContext context) {
    StringBuilder listing = new StringBuilder();
    filesByRoot.forEach(
        (root, files) -> {
          listing.append(root).append('\n');
          files.forEach(file -> listing.append(file.uri()).append(' ').append(file.version()));
        });
    return Fingerprint.of(NAME, VERSION, settings, Fingerprint.of(listing));
  }

  @Override
  public Plan plan(StepContext context) {
    Changes changes = changes(context, context.lake().table(VideoTable.SCHEMA));
    return new Plan(changes.fresh().count(), 0, changes.stale().count());
  }

  @Override
  public Run.Counts run(StepContext context) {
    long started = System.nanoTime();
    LakeTable<Video> videos = context.lake().table(VideoTable.SCHEMA);
    videos.create();
    Changes changes = changes(context, videos);
    long retired = changes.stale().count();
    if (retired > 0) {
      videos.retire(changes.stale(), context.nowUs());
    }
    Dataset<Row> fresh = changes.fresh();
    long added = fresh.count();
    if (added > 0) {
      videos.append(fresh.repartition(1), new LakeTable.Commit(context.runId(), 1, NAME));
    }
    Column failed = col(StageColumns.STATUS.name()).equalTo(StageColumns.FAILED);
    double seconds = (System.nanoTime() - started) / 1e9;
    return new Run.Counts(seconds, added, added, fresh.where(failed).count(), retired, 0);
  }

  /**
   * What differs between the listing and the table.
   *
   * @param fresh stored rows of new and changed files
   * @param stale keys of rows whose file has changed or vanished
   */
  private record Changes(Dataset<Row> fresh, Dataset<Row> stale) {}

  private Changes changes(StepContext context, LakeTable<Video> videos) {
    String[] key = {VideoTable.VIDEO_ID.name(), StageColumns.FINGERPRINT.name()};
    Dataset<Row> listed = withoutForgotten(withoutOwnClips(videos, context), context);
    Dataset<Row> live = videos.live();
    Column ofTheseRoots = col(VideoTable.ROOT.name()).isInCollection(filesByRoot.keySet());
    Dataset<Row> stale =
        live.where(ofTheseRoots).join(listed, key, "left_anti").select(key[0], key[1]);
    Dataset<Row> fresh = listed.join(live, key, "left_anti");
    return new Changes(fresh.localCheckpoint(), stale.localCheckpoint());
  }

  private Dataset<Row> withoutForgotten(Dataset<Row> listed, StepContext context) {
    LakeTable<Forgotten> table = context.lake().table(ForgottenTable.SCHEMA);
    if (!table.exists()) {
      return listed;
    }
    String id = VideoTable.VIDEO_ID.name();
    Dataset<Row> forgotten = table.live().select(id);
    long left = listed.join(forgotten, new String[] {id}, "left_semi").count();
    if (left > 0) {
      context.progress().noted(NAME, left + " listed sources left out, since they were forgotten");
    }
    return listed.join(forgotten, new String[] {id}, "left_anti");
  }

  private Dataset<Row> withoutOwnClips(LakeTable<Video> videos, StepContext context) {
    Dataset<Row> listed = listedRows(context.lake().spark(), videos);
    LakeTable<Clip> table = context.lake().table(ClipTable.SCHEMA);
    if (!table.exists()) {
      return listed;
    }
    Dataset<Row> clips = table.live();
    Column uri = col(VideoTable.URI.name());
    return listed.join(clips, uri.equalTo(clips.col(ClipTable.CLIP_URI.name())), "left_anti");
  }

  private Dataset<Row> listedRows(SparkSession spark, LakeTable<Video> videos) {
    OutputRows<Video> output = new OutputRows<>(VideoTable.SCHEMA);
    List<Row> rows = new ArrayList<>();
    filesByRoot.forEach(
        (root, files) ->
            files.forEach(
                file ->
                    storedRows(output, root, file).forEach(r -> rows.add(SparkTypes.toSpark(r)))));
    return spark
        .createDataFrame(rows, videos.storedSchema())
        .dropDuplicates(VideoTable.VIDEO_ID.name());
  }

  private List<Object[]> storedRows(OutputRows<Video> output, String root, ListedFile file) {
    String fingerprint = Fingerprint.of(NAME, VERSION, file.version()).value();
    WorkItem item =
        new WorkItem(
            VideoId.of(file.uri()).value(),
            List.of(new WorkItem.WorkPart(StagePart.WHOLE, fingerprint, 1)),
            List.of());
    return file.failure()
        .map(failure -> failedRows(output.failed(item, failure), root, file))
        .orElseGet(() -> output.of(item, ItemResult.whole(Outcome.produced(video(root, file)))));
  }

  /** They say where they come from, so that they are retired with the entry that made them. */
  private static List<Object[]> failedRows(List<Object[]> rows, String root, ListedFile file) {
    for (Object[] row : rows) {
      row[VideoTable.SCHEMA.columns().indexOf(VideoTable.URI)] = file.uri();
      row[VideoTable.SCHEMA.columns().indexOf(VideoTable.ROOT)] = root;
    }
    return rows;
  }

  private Video video(String root, ListedFile file) {
    return new Video(
        VideoId.of(file.uri()),
        file.uri(),
        root,
        file.relativePath(),
        settings.kindOf(file.uri()).orElse(MediaKind.VIDEO),
        file.sizeBytes(),
        file.modifiedUs(),
        file.contentVersion().value());
  }
}
