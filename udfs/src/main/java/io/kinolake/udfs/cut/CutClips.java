package io.kinolake.udfs.cut;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.udfs.Resources;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StageSpec;
import io.kinolake.udfs.StageWorker;

/**
 * Makes clips of each source's scenes, by one decode of the source at most. An item is a source,
 * its rows are its scenes. A clip that cannot be made is a failure beside its neighbours' rows. An
 * image is one virtual clip of one frame in every mode.
 */
public final class CutClips implements Stage<SceneToCut, Clip> {
  public static final String NAME = "cut-clips";

  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  private final CutClipsSettings settings;

  public CutClips(CutClipsSettings settings) {
    this.settings = settings;
  }

  @Override
  public StageSpec<SceneToCut, Clip> spec() {
    return new StageSpec<>(
        NAME, VERSION, SceneToCut.SCHEMA, ClipTable.SCHEMA, Resources.ONE_CORE, 1);
  }

  /** The output folder stays out: it decides where clips lie, not what they are. */
  @Override
  public Fingerprint fingerprint() {
    return Fingerprint.of(NAME, VERSION, settings.lengths(), settings.pictures());
  }

  @Override
  public StageWorker<SceneToCut, Clip> open(StageContext context) {
    return new CutClipsWorker(settings, context.media());
  }
}
