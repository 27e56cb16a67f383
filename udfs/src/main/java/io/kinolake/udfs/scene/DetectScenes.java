package io.kinolake.udfs.scene;

import io.kinolake.media.scene.ParallelSceneScan;
import io.kinolake.media.scene.SceneDetector;
import io.kinolake.media.scene.SceneRange;
import io.kinolake.media.scene.SceneScan;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.MediaKind;
import io.kinolake.schemas.tables.Scene;
import io.kinolake.schemas.tables.SceneTable;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemWorker;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.Resources;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StageSpec;
import io.kinolake.udfs.StageWorker;
import io.kinolake.udfs.store.LocalMedia;
import io.kinolake.udfs.store.MediaStore;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the scenes of each source by one decode of it. A video gives scenes in order that cover
 * every frame (but for a guard at the cuts, where one is set), an image one scene of one frame.
 */
public final class DetectScenes implements Stage<SceneSource, Scene> {
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
        NAME,
        VERSION,
        SceneSource.SCHEMA,
        SceneTable.SCHEMA,
        new Resources(settings.spanThreads(), 0, ""),
        1);
  }

  @Override
  public Fingerprint fingerprint() {
    return Fingerprint.of(NAME, VERSION, settings.detector(), settings.rule());
  }

  @Override
  public StageWorker<SceneSource, Scene> open(StageContext context) {
    return new Worker(settings, context.media());
  }

  private static final class Worker extends ItemWorker<SceneSource, Scene> {
    private final DetectScenesSettings settings;
    private final ParallelSceneScan scan;
    private final MediaStore store;

    Worker(DetectScenesSettings settings, MediaStore store) {
      this.settings = settings;
      SceneScan onePass = new SceneScan(SceneDetector.of(settings.detector()), settings.rule());
      this.scan = new ParallelSceneScan(onePass, settings.spanLength(), settings.spanThreads());
      this.store = store;
    }

    @Override
    protected Outcome<Scene> processItem(Item<SceneSource> item) {
      SceneSource source = item.row();
      List<SceneRange> ranges =
          source.info().kind() == MediaKind.IMAGE
              ? List.of(new SceneRange(new FrameRange(0, 1), source.info().timing().range()))
              : scan(source);
      return Outcome.produced(toScenes(source, ranges));
    }

    private List<SceneRange> scan(SceneSource source) {
      try (LocalMedia media = store.open(source.uri())) {
        return scan.scan(media.path(), source.info());
      }
    }

    private List<Scene> toScenes(SceneSource source, List<SceneRange> ranges) {
      List<Scene> scenes = new ArrayList<>(ranges.size());
      for (SceneRange range : ranges) {
        scenes.add(
            new Scene(
                source.video(),
                scenes.size(),
                range.frames(),
                range.time(),
                settings.detector().name()));
      }
      return scenes;
    }
  }
}
