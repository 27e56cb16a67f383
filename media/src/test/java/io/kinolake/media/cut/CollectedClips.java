package io.kinolake.media.cut;

import io.kinolake.schemas.failure.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A sink that keeps everything in a folder. */
final class CollectedClips implements ClipSink {
  private final Path folder;
  final List<WrittenClip> written = new ArrayList<>();
  final Map<ClipPlan, Failure> failed = new LinkedHashMap<>();

  CollectedClips(Path folder) {
    this.folder = folder;
  }

  Path file(ClipPlan plan) {
    return folder.resolve(plan.name());
  }

  @Override
  public Path begin(ClipPlan plan) {
    return file(plan);
  }

  @Override
  public void written(WrittenClip clip) {
    written.add(clip);
  }

  @Override
  public void failed(ClipPlan plan, Failure failure) {
    failed.put(plan, failure);
  }
}
