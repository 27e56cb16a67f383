package io.kinolake.udfs.probe;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.tables.Probe;
import io.kinolake.schemas.tables.ProbeTable;
import io.kinolake.schemas.tables.Video;
import io.kinolake.schemas.tables.VideoTable;
import io.kinolake.udfs.Resources;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StageSpec;
import io.kinolake.udfs.StageWorker;

/** Says what each listed source is: size, rate, frames, codec, key frames. */
public record ProbeVideos(ProbeVideosSettings settings) implements Stage<Video, Probe> {
  private static final String NAME = "probe-videos";
  private static final int VERSION = 1;
  private static final int BATCH = 16;

  @Override
  public StageSpec<Video, Probe> spec() {
    return new StageSpec<>(
        NAME, VERSION, VideoTable.SCHEMA, ProbeTable.SCHEMA, Resources.ONE_CORE, BATCH);
  }

  /** The deadline stays out: it decides whether there is a result, not which. */
  @Override
  public Fingerprint fingerprint() {
    return Fingerprint.of(
        NAME,
        VERSION,
        settings.verify(),
        settings.limits().maxPixels(),
        settings.limits().maxFrames());
  }

  @Override
  public StageWorker<Video, Probe> open(StageContext context) {
    return new ProbeWorker(settings, context.media());
  }
}
