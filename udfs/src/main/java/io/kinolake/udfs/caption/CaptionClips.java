package io.kinolake.udfs.caption;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Caption;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.Resources;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.StageSpec;
import io.kinolake.udfs.StageWorker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Fills {@code captions} from clips. The parts are the captioners, so that a new or changed one
 * captions alone; one that fails leaves the others alone.
 */
public final class CaptionClips implements Stage<ClipToCaption, Caption> {
  private static final long serialVersionUID = 1L;

  /** Clips in flight: as many as a captioner that waits for a server may work on at once. */
  static final int BATCH = 16;

  private static final StageSpec<ClipToCaption, Caption> SPEC =
      new StageSpec<>(
          "caption-clips", 1, ClipToCaption.SCHEMA, CaptionTable.SCHEMA, Resources.ONE_CORE, BATCH);

  private final ArrayList<Captioner> captioners;

  /**
   * @throws KinolakeException BAD_CONFIG if there is no captioner or two have one name
   */
  public CaptionClips(List<Captioner> captioners) {
    this.captioners = new ArrayList<>(captioners);
    long names = captioners.stream().map(Captioner::name).distinct().count();
    if (captioners.isEmpty() || names < captioners.size()) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "Captioners must be named, each once, not %s"
              .formatted(captioners.stream().map(Captioner::name).toList()));
    }
  }

  @Override
  public StageSpec<ClipToCaption, Caption> spec() {
    return SPEC;
  }

  @Override
  public List<StagePart> parts() {
    return captioners.stream()
        .map(
            captioner ->
                new StagePart(
                    captioner.name(),
                    Fingerprint.of(SPEC.name(), SPEC.version(), captioner.fingerprint()),
                    captioner.wantsDevice(),
                    captioner.usesModels()))
        .toList();
  }

  @Override
  public Fingerprint fingerprint() {
    return Fingerprint.of(parts().stream().map(StagePart::fingerprint).toArray());
  }

  @Override
  public StageWorker<ClipToCaption, Caption> open(StageContext context) {
    return new Worker(captioners, context);
  }

  /** Opens each captioner when the first clip wants it. */
  private static final class Worker implements StageWorker<ClipToCaption, Caption> {
    private final List<Captioner> captioners;
    private final StageContext context;
    private final Map<String, CaptionWriter> writers = new HashMap<>();

    Worker(List<Captioner> captioners, StageContext context) {
      this.captioners = captioners;
      this.context = context;
    }

    @Override
    public List<ItemResult<Caption>> process(List<Item<ClipToCaption>> batch) {
      List<Map<String, Outcome<Caption>>> outcomes = new ArrayList<>();
      batch.forEach(item -> outcomes.add(new HashMap<>()));
      for (Captioner captioner : captioners) {
        List<Integer> wanted = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
          if (batch.get(i).parts().contains(captioner.name())) {
            wanted.add(i);
          }
        }
        if (!wanted.isEmpty()) {
          List<ClipToCaption> clips = wanted.stream().map(i -> batch.get(i).row()).toList();
          List<Outcome<Caption>> captions = writer(captioner).caption(clips);
          for (int i = 0; i < captions.size(); i++) {
            outcomes.get(wanted.get(i)).put(captioner.name(), captions.get(i));
          }
        }
      }
      return outcomes.stream().map(ItemResult::new).toList();
    }

    @Override
    public void close() {
      writers.values().forEach(CaptionWriter::close);
      writers.clear();
    }

    private CaptionWriter writer(Captioner captioner) {
      return writers.computeIfAbsent(captioner.name(), name -> captioner.open(context));
    }
  }
}
