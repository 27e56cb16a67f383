package io.kinolake.udfs.clean;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Caption;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.schemas.tables.CleanCaption;
import io.kinolake.schemas.tables.CleanCaptionTable;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.Resources;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.StageSpec;
import io.kinolake.udfs.StageWorker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes captions fit for training. An item is a clip with the good rows that the captioning stage
 * has for it; its parts are captioners. A part for which there is no row yields no row. A caption
 * that cleaning leaves empty fails; it is no caption.
 */
public final class CleanCaptions implements Stage<Caption, CleanCaption> {
  private static final long serialVersionUID = 1L;
  private static final int BATCH = 256;

  private static final StageSpec<Caption, CleanCaption> SPEC =
      new StageSpec<>(
          "clean-captions",
          1,
          CaptionTable.SCHEMA,
          CleanCaptionTable.SCHEMA,
          Resources.ONE_CORE,
          BATCH);

  private final CleanCaptionsConfig config;

  public CleanCaptions(CleanCaptionsConfig config) {
    this.config = config;
  }

  @Override
  public StageSpec<Caption, CleanCaption> spec() {
    return SPEC;
  }

  @Override
  public List<StagePart> parts() {
    return config.captioners().stream().map(name -> new StagePart(name, fingerprint())).toList();
  }

  /** The same for every captioner: cleaning depends on the caption and the steps alone. */
  @Override
  public Fingerprint fingerprint() {
    return Fingerprint.of(SPEC.name(), SPEC.version(), config.cleaning());
  }

  @Override
  public StageWorker<Caption, CleanCaption> open(StageContext context) {
    return new Worker(config);
  }

  private static final class Worker implements StageWorker<Caption, CleanCaption> {
    private final CleanCaptionsConfig config;

    Worker(CleanCaptionsConfig config) {
      this.config = config;
    }

    @Override
    public List<ItemResult<CleanCaption>> process(List<Item<Caption>> batch) {
      return batch.stream().map(this::clean).toList();
    }

    @Override
    public void close() {}

    private ItemResult<CleanCaption> clean(Item<Caption> item) {
      Map<String, Outcome<CleanCaption>> outcomes = new HashMap<>();
      item.parts().forEach(part -> outcomes.put(part, Outcome.produced(List.of())));
      for (Caption caption : item.rows()) {
        outcomes.computeIfPresent(caption.captioner(), (part, none) -> clean(caption));
      }
      return new ItemResult<>(outcomes);
    }

    private Outcome<CleanCaption> clean(Caption caption) {
      try {
        String text = caption.text();
        for (CleaningStep step : config.steps()) {
          text = step.apply(text);
        }
        if (text.isBlank()) {
          return Outcome.rejected(
              FailureCode.BAD_CAPTION,
              "Nothing of the caption '%s' is left after %s; caption the clip again or clean less"
                  .formatted(caption.text(), config.cleaning()));
        }
        return Outcome.produced(
            new CleanCaption(caption.clip(), caption.captioner(), text, config.cleaning()));
      } catch (KinolakeException e) {
        return Outcome.rejected(e.failure());
      }
    }
  }
}
