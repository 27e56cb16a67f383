package io.kinolake.tests;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.tables.Scene;
import io.kinolake.schemas.tables.SceneTable;
import io.kinolake.schemas.tables.Video;
import io.kinolake.schemas.tables.VideoTable;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.Resources;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StageSpec;
import io.kinolake.udfs.StageWorker;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Gives every file one scene, and reads from a wild address for a file named {@code poison…}. */
record CrashingStage() implements Stage<Video, Scene> {

  @Override
  public StageSpec<Video, Scene> spec() {
    return new StageSpec<>(
        "crash-on-poison", 1, VideoTable.SCHEMA, SceneTable.SCHEMA, Resources.ONE_CORE, 3);
  }

  @Override
  public Fingerprint fingerprint() {
    return Fingerprint.of("crash-on-poison");
  }

  @Override
  public StageWorker<Video, Scene> open(StageContext context) {
    return new Worker();
  }

  private static final class Worker implements StageWorker<Video, Scene> {
    @Override
    public List<ItemResult<Scene>> process(List<Item<Video>> batch) {
      return batch.stream()
          .map(item -> ItemResult.whole(Outcome.produced(scene(item.row()))))
          .toList();
    }

    private static Scene scene(Video video) {
      long length = video.relativePath().startsWith("poison") ? new WildPointer().get() : 1;
      return new Scene(video.id(), 0, new FrameRange(0, length), new TimeRange(0, length), "whole");
    }

    @Override
    public void close() {}
  }

  private static final class WildPointer extends BytePointer {
    WildPointer() {
      super((Pointer) null);
      address = 16; // in the page that no process may read
    }
  }
}
