package io.kinolake.jobs.dropin;

import io.kinolake.jobs.frame.Frame;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.probe.MediaProber;
import io.kinolake.models.device.ModelPool;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Caption;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.caption.CaptionWriter;
import io.kinolake.udfs.caption.Captioner;
import io.kinolake.udfs.caption.ClipToCaption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Captions the files of rows, each as one clip. Safe for use by several threads; owns the model.
 */
final class RowCaptioner implements AutoCloseable {
  private static final String TEXT = "text";

  private final DropInContext context;
  private final ModelPool models = new ModelPool();
  private final Deque<CaptionWriter> idle = new ArrayDeque<>();
  private final MediaProber prober = new MediaProber(MediaLimits.DEFAULT);

  /**
   * Loads the model, or starts the tasks' servers, all at once.
   *
   * @param places of the tasks, as many as will caption at the same time at most
   * @throws KinolakeException if the captioner cannot work at all
   */
  RowCaptioner(DropInContext context, Captioner captioner, TaskPlaces places) {
    this.context = context;
    try {
      List<StageContext> stages = places.contexts(models);
      WorkerOptions together = new WorkerOptions();
      together.workers = Optional.of(stages.size());
      Rows.map(
          stages.size(),
          together,
          task -> {
            giveBack(captioner.open(stages.get(task)));
            return task;
          });
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * What a row gets.
   *
   * @param frames the file's number of frames, 1 for an image
   */
  record Captioned(String path, String text, long frames) {}

  /**
   * Captions a row's file.
   *
   * @throws KinolakeException if there is no caption of it
   */
  Captioned caption(Frame table, String path, int row) {
    Path file = context.resolve(path);
    MediaInfo info = prober.probe(file);
    ClipToCaption clip = new ClipToCaption(clip(file, info), Map.of(), List.of(), text(table, row));
    CaptionWriter writer = take();
    try {
      Outcome<Caption> outcome = writer.caption(List.of(clip)).get(0);
      if (outcome instanceof Outcome.Rejected<Caption> rejected) {
        throw new KinolakeException(rejected.failure().code(), rejected.failure().message());
      }
      Caption caption = ((Outcome.Produced<Caption>) outcome).rows().get(0);
      return new Captioned(path, caption.text(), info.timing().frames());
    } finally {
      giveBack(writer);
    }
  }

  @Override
  public void close() {
    synchronized (idle) {
      idle.forEach(CaptionWriter::close);
    }
    models.close();
  }

  private CaptionWriter take() {
    synchronized (idle) {
      return idle.remove();
    }
  }

  private void giveBack(CaptionWriter writer) {
    synchronized (idle) {
      idle.add(writer);
    }
  }

  private static Optional<String> text(Frame table, int row) {
    return table.has(TEXT) && table.column(TEXT).value(row) instanceof String text
        ? Optional.of(text)
        : Optional.empty();
  }

  private static Clip clip(Path file, MediaInfo info) {
    String name = file.getFileName().toString();
    return new Clip(
        new ClipId(name),
        new VideoId(name),
        0,
        0,
        name,
        file.toString(),
        Optional.of(file.toString()),
        CutMode.ENCODE,
        new FrameRange(0, info.timing().frames()),
        info.timing().range(),
        new Clip.Content(
            info.timing().frames(), info.timing().averageRate(), info.format().display(), 0));
  }
}
