package io.kinolake.udfs.scene;

import io.kinolake.media.scene.ScanSpan;
import io.kinolake.media.scene.SceneRange;
import io.kinolake.media.scene.ScoreSeries;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.MediaKind;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.tables.Scene;
import io.kinolake.schemas.tables.SceneTable;
import io.kinolake.udfs.DivisibleStage;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemWorker;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.Resources;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.StageSpec;
import io.kinolake.udfs.StageWorker;
import io.kinolake.udfs.store.LocalMedia;
import io.kinolake.udfs.store.MediaStore;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the scenes of each source by one decode of it. A video gives scenes in order that cover
 * every frame (but for a guard at the cuts, where one is set, and the gradual transitions that
 * {@code transnetv2} finds), an image one scene of one frame. A long video is scanned in spans
 * where the detector allows it, each by a task of its own; its scenes are those of one pass.
 */
public final class DetectScenes
    implements DivisibleStage<SceneSource, Scene, ScanSpan, ScoreSeries> {
  public static final String NAME = "detect-scenes";

  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  private final DetectScenesSettings settings;

  public DetectScenes(DetectScenesSettings settings) {
    this.settings = settings;
  }

  @Override
  public StageSpec<SceneSource, Scene> spec() {
    return new StageSpec<>(
        NAME, VERSION, SceneSource.SCHEMA, SceneTable.SCHEMA, Resources.ONE_CORE, 1);
  }

  @Override
  public List<StagePart> parts() {
    return List.of(new StagePart(StagePart.WHOLE, fingerprint(), settings.finder().usesModels()));
  }

  @Override
  public Fingerprint fingerprint() {
    return Fingerprint.of(NAME, VERSION, settings.finder(), settings.rule());
  }

  @Override
  public StageWorker<SceneSource, Scene> open(StageContext context) {
    return new Worker(new Scanner(settings, context));
  }

  @Override
  public List<ScanSpan> shares(Item<SceneSource> item) {
    MediaInfo info = item.row().info();
    return info.kind() == MediaKind.IMAGE
        ? List.of(ScanSpan.WHOLE)
        : settings.finder().spans(info, settings.spanLength());
  }

  @Override
  public ShareWorker<SceneSource, Scene, ScanSpan, ScoreSeries> openShares(StageContext context) {
    return new SpanWorker(new Scanner(settings, context));
  }

  private static final class Worker extends ItemWorker<SceneSource, Scene> {
    private final Scanner scanner;

    Worker(Scanner scanner) {
      this.scanner = scanner;
    }

    @Override
    protected Outcome<Scene> processItem(Item<SceneSource> item) {
      return scanner.scenes(item.row());
    }
  }

  private record SpanWorker(Scanner scanner)
      implements ShareWorker<SceneSource, Scene, ScanSpan, ScoreSeries> {
    @Override
    public ScoreSeries work(Item<SceneSource> item, ScanSpan span) {
      return scanner.scanSpan(item.row(), span);
    }

    @Override
    public Outcome<Scene> join(Item<SceneSource> item, List<ScoreSeries> spans) {
      return scanner.join(item.row(), spans);
    }

    @Override
    public void close() {}
  }

  /** Scans sources that a store opens. */
  private static final class Scanner {
    private final String detector;
    private final SceneFinder.Scan scan;
    private final MediaStore store;

    Scanner(DetectScenesSettings settings, StageContext context) {
      this.detector = settings.finder().name();
      this.scan = settings.finder().open(context, settings.rule());
      this.store = context.media();
    }

    Outcome<Scene> scenes(SceneSource source) {
      if (source.info().kind() == MediaKind.IMAGE) {
        TimeRange shown = source.info().timing().range();
        return produced(source, List.of(new SceneRange(new FrameRange(0, 1), shown)));
      }
      try (LocalMedia media = store.open(source.uri())) {
        ScoreSeries whole = scan.score(media.path(), source.info(), ScanSpan.WHOLE);
        return produced(source, scan.scenes(List.of(whole)).orElseThrow());
      }
    }

    ScoreSeries scanSpan(SceneSource source, ScanSpan span) {
      try (LocalMedia media = store.open(source.uri())) {
        return scan.score(media.path(), source.info(), span);
      }
    }

    /** Where decoding from key frames does not give what one pass gives, one pass is made. */
    Outcome<Scene> join(SceneSource source, List<ScoreSeries> spans) {
      return scan.scenes(spans)
          .map(ranges -> produced(source, ranges))
          .orElseGet(() -> scenes(source));
    }

    private Outcome<Scene> produced(SceneSource source, List<SceneRange> ranges) {
      List<Scene> scenes = new ArrayList<>(ranges.size());
      for (SceneRange range : ranges) {
        scenes.add(
            new Scene(source.video(), scenes.size(), range.frames(), range.time(), detector));
      }
      return Outcome.produced(scenes);
    }
  }
}
