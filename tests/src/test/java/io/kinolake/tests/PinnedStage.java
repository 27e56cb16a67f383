package io.kinolake.tests;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.tables.Score;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.schemas.tables.Video;
import io.kinolake.schemas.tables.VideoTable;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.Resources;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.StageSpec;
import io.kinolake.udfs.StageWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells of each source the device of the task that had it. Tasks wait for each other: no source is
 * done before two devices are at work.
 *
 * @param meetings folder where a device leaves a note that it is at work
 */
record PinnedStage(String meetings) implements Stage<Video, Score> {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(10);

  @Override
  public StageSpec<Video, Score> spec() {
    return new StageSpec<>(
        "tell-device", 1, VideoTable.SCHEMA, ScoreTable.SCHEMA, Resources.ONE_CORE, 1);
  }

  @Override
  public Fingerprint fingerprint() {
    return Fingerprint.of("device");
  }

  @Override
  public List<StagePart> parts() {
    return List.of(new StagePart(StagePart.WHOLE, fingerprint(), true));
  }

  @Override
  public StageWorker<Video, Score> open(StageContext context) {
    return new StageWorker<>() {
      @Override
      public List<ItemResult<Score>> process(List<Item<Video>> batch) {
        meet(context.devices());
        return batch.stream().map(item -> result(item.row(), context)).toList();
      }

      @Override
      public void close() {}
    };
  }

  private void meet(List<String> devices) {
    Path folder = Path.of(meetings);
    try {
      Files.write(folder.resolve(String.join("+", devices)), new byte[0]);
      long started = System.nanoTime();
      while (folder.toFile().list().length < 2) {
        if (System.nanoTime() - started > PATIENCE) {
          throw new IllegalStateException("Nobody else came to " + folder);
        }
        LockSupport.parkNanos(LOOK_AGAIN);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to meet in " + folder, e);
    }
  }

  private static ItemResult<Score> result(Video video, StageContext context) {
    Score score =
        new Score(
            new ClipId(video.id().value()),
            "whole",
            Optional.of((double) ProcessHandle.current().pid()),
            Optional.of(
                "%s of %s, networks on %s"
                    .formatted(
                        context.device().wanted(),
                        context.devices(),
                        context.networkOptions().device().placement().device())),
            Map.of());
    return ItemResult.whole(Outcome.produced(List.of(score)));
  }
}
