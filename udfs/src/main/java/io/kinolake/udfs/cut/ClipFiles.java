package io.kinolake.udfs.cut;

import io.kinolake.media.cut.ClipNames;
import io.kinolake.media.cut.ClipPlan;
import io.kinolake.media.cut.ClipSink;
import io.kinolake.media.cut.WrittenClip;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.store.Location;
import io.kinolake.udfs.store.MediaStore;
import io.kinolake.udfs.store.PendingFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of one source's clips: temporary while they are written, under their names once they
 * are whole. Not thread-safe.
 */
final class ClipFiles implements ClipSink, AutoCloseable {
  private final CutClipsSettings settings;
  private final MediaStore store;
  private final SceneToCut source;
  private final ClipNames names;
  private final Map<ClipPlan, PendingFile> pending = new HashMap<>();
  private final List<Clip> clips = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();

  ClipFiles(CutClipsSettings settings, MediaStore store, SceneToCut source) {
    this.settings = settings;
    this.store = store;
    this.source = source;
    this.names = source.names();
  }

  @Override
  public Path begin(ClipPlan plan) {
    PendingFile file = store.create(uriOf(plan));
    pending.put(plan, file);
    return file.path();
  }

  @Override
  public void written(WrittenClip clip) {
    try (PendingFile file = pending.remove(clip.plan())) {
      file.commit();
      clips.add(
          clip(
              settings,
              source,
              clip.plan(),
              Optional.of(uriOf(clip.plan())),
              clip.frames(),
              clip.time(),
              clip.content()));
    } catch (KinolakeException e) {
      failures.add(e.failure());
    }
  }

  @Override
  public void failed(ClipPlan plan, Failure failure) {
    failures.add(failure);
    PendingFile file = pending.remove(plan);
    if (file != null) {
      file.close();
    }
  }

  Outcome<Clip> outcome() {
    clips.sort(Comparator.comparingInt(Clip::index));
    return new Outcome.Produced<>(clips, failures);
  }

  @Override
  public void close() {
    pending.values().forEach(PendingFile::close);
    pending.clear();
  }

  /** The row of a clip. */
  static Clip clip(
      CutClipsSettings settings,
      SceneToCut source,
      ClipPlan plan,
      Optional<String> uri,
      FrameRange frames,
      TimeRange time,
      Clip.Content content) {
    return new Clip(
        ClipId.of(source.video(), source.contentVersion(), plan.frames(), settings.pictures()),
        source.video(),
        plan.sceneIndex(),
        plan.index(),
        plan.name(),
        source.uri(),
        uri,
        settings.mode(),
        frames,
        time,
        content);
  }

  private String uriOf(ClipPlan plan) {
    return Location.of(settings.outputUri()).resolve(names.pathOf(plan.name())).text();
  }
}
