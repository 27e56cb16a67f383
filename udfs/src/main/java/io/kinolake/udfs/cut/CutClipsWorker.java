package io.kinolake.udfs.cut;

import io.kinolake.media.cut.ClipPlan;
import io.kinolake.media.cut.ClipPlanner;
import io.kinolake.media.cut.FrameTimes;
import io.kinolake.media.cut.SceneSpan;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.MediaKind;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemWorker;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.store.LocalMedia;
import io.kinolake.udfs.store.MediaStore;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Cuts one source after the other. */
final class CutClipsWorker extends ItemWorker<SceneToCut, Clip> {
  private static final long MICROS = 1_000_000;

  private final CutClipsSettings settings;
  private final MediaStore store;

  CutClipsWorker(CutClipsSettings settings, MediaStore store) {
    this.settings = settings;
    this.store = store;
  }

  @Override
  protected Outcome<Clip> processItem(Item<SceneToCut> item) {
    SceneToCut source = item.rows().get(0);
    ClipPlanner planner = new ClipPlanner(settings.lengths(), source.names());
    List<SceneSpan> scenes =
        item.rows().stream()
            .map(SceneToCut::scene)
            .sorted(Comparator.comparingInt(SceneSpan::index))
            .toList();
    boolean writes = settings.mode() != CutMode.VIRTUAL && !isImage(source);
    if (isImage(source) || !(writes || planner.needsFrameTimes(scenes))) {
      FrameTimes times = FrameTimes.even(scenes.get(0).frames(), scenes.get(0).time());
      return virtual(source, planner.plan(scenes, times));
    }
    try (LocalMedia media = store.open(source.uri())) {
      FrameTimes times =
          planner.needsFrameTimes(scenes)
              ? FrameTimes.read(media.path(), source.info().timing())
              : FrameTimes.even(scenes.get(0).frames(), scenes.get(0).time());
      List<ClipPlan> plans = planner.plan(scenes, times);
      return writes ? write(source, media, plans) : virtual(source, plans);
    }
  }

  private Outcome<Clip> write(SceneToCut source, LocalMedia media, List<ClipPlan> plans) {
    try (ClipFiles files = new ClipFiles(settings, store, source)) {
      settings.cutter().cut(media.path(), source.info(), plans, files);
      return files.outcome();
    }
  }

  private Outcome<Clip> virtual(SceneToCut source, List<ClipPlan> plans) {
    CutClipsSettings virtual = CutClipsSettings.DEFAULT;
    return Outcome.produced(
        plans.stream()
            .map(
                plan ->
                    ClipFiles.clip(
                        virtual,
                        source,
                        plan,
                        Optional.empty(),
                        plan.frames(),
                        plan.time(),
                        content(source.info(), plan)))
            .toList());
  }

  private static Clip.Content content(MediaInfo info, ClipPlan plan) {
    FrameTiming timing = info.timing();
    Rational rate =
        timing.variable()
            ? new Rational(plan.frames().length() * MICROS, plan.time().durationUs())
            : timing.averageRate();
    return new Clip.Content(plan.frames().length(), rate, info.format().display(), 0);
  }

  private static boolean isImage(SceneToCut source) {
    return source.info().kind() == MediaKind.IMAGE;
  }
}
