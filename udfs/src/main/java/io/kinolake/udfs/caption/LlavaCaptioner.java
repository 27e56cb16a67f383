package io.kinolake.udfs.caption;

import io.kinolake.models.networks.llava.LlavaChat;
import io.kinolake.models.weights.ModelFolder;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.StageContext;
import java.util.Set;

/**
 * Asks a LLaVA 1.5 that runs in this process and sees frames of the clip. It is loaded once for all
 * tasks of an executor, which take turns; answers are the likeliest words, so that the same clip
 * gets the same caption.
 *
 * @param model the published folder with its {@code tokenizer.model}, such as
 *     liuhaotian/llava-v1.5-7b or llava-hf/llava-1.5-7b-hf
 * @param batch clips that are asked about at once, 1 to 16; more take more memory
 */
public record LlavaCaptioner(ModelFolder model, Question question, int batch) implements Captioner {
  public static final String NAME = "llava";

  /** Published models of the form that can be run, for messages. */
  public static final String PUBLISHED = "liuhaotian/llava-v1.5-7b or llava-hf/llava-1.5-7b-hf";

  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  public LlavaCaptioner {
    if (batch < 1 || batch > CaptionClips.BATCH) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "LLaVA is asked about 1 to %d clips at once, not %d"
              .formatted(CaptionClips.BATCH, batch));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  /** How many clips are asked about at once does not change what the model answers. */
  @Override
  public Fingerprint fingerprint() {
    return Fingerprint.of(NAME, VERSION, model.digest(), question.settings());
  }

  @Override
  public boolean usesModels() {
    return true;
  }

  @Override
  public Set<Need> needs() {
    return question.prompt().quotesText() ? Set.of(Need.FRAMES, Need.TEXT) : Set.of(Need.FRAMES);
  }

  @Override
  public CaptionWriter open(StageContext context) {
    LlavaChat chat =
        context
            .models()
            .get(
                LlavaChat.class,
                model.digest(),
                () -> LlavaChat.load(model, context.networkOptions()));
    return new LlavaWriter(this, context.media(), chat);
  }
}
