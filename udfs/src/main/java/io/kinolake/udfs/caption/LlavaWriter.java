package io.kinolake.udfs.caption;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.models.image.BicubicResize;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.networks.llava.LlavaChat;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.FailureKind;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Caption;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.feature.ChosenFrames;
import io.kinolake.udfs.store.LocalMedia;
import io.kinolake.udfs.store.MediaStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks a LLaVA about clips, some at once; it belongs to the executor's pool. */
final class LlavaWriter implements CaptionWriter {
  private final LlavaCaptioner settings;
  private final MediaStore media;
  private final LlavaChat chat;

  LlavaWriter(LlavaCaptioner settings, MediaStore media, LlavaChat chat) {
    this.settings = settings;
    this.media = media;
    this.chat = chat;
  }

  @Override
  public List<Outcome<Caption>> caption(List<ClipToCaption> clips) {
    List<Outcome<Caption>> outcomes = new ArrayList<>();
    for (int at = 0; at < clips.size(); at += settings.batch()) {
      List<ClipToCaption> together =
          clips.subList(at, Math.min(at + settings.batch(), clips.size()));
      outcomes.addAll(captionTogether(together));
    }
    return outcomes;
  }

  private List<Outcome<Caption>> captionTogether(List<ClipToCaption> clips) {
    List<Asked> all = clips.stream().map(this::look).toList();
    for (int attempt = 0; attempt < settings.question().attempts(); attempt++) {
      String extra = attempt == 0 ? "" : Prompt.INSIST;
      List<Asked> open = all.stream().filter(asked -> asked.outcome.isEmpty()).toList();
      if (!open.isEmpty()) {
        ask(open, extra);
      }
    }
    return all.stream().map(Asked::result).toList();
  }

  /** What cannot be answered together is asked about one by one, so that one clip fails alone. */
  private void ask(List<Asked> open, String extra) {
    try {
      List<LlavaChat.Question> questions =
          open.stream()
              .map(asked -> new LlavaChat.Question(asked.question + extra, asked.pictures))
              .toList();
      List<LlavaChat.Answer> answers = chat.answer(questions, settings.question().maxTokens());
      for (int i = 0; i < open.size(); i++) {
        open.get(i).take(answers.get(i), open.get(i).question + extra);
      }
    } catch (KinolakeException e) {
      if (e.failure().code().kind() == FailureKind.CONFIG) {
        throw e;
      }
      if (open.size() == 1) {
        open.get(0).fail(e.failure());
      } else {
        open.forEach(asked -> ask(List.of(asked), extra));
      }
    }
  }

  private Asked look(ClipToCaption clip) {
    Asked asked = new Asked(clip);
    try {
      asked.question = settings.question().about(clip);
      asked.frames = settings.question().indices(clip.clip().content().frames());
      asked.pictures = pictures(clip.clip(), asked.frames);
    } catch (KinolakeException e) {
      asked.fail(e.failure());
    }
    return asked;
  }

  private List<RgbImage> pictures(Clip clip, List<Long> indices) {
    DecodeOptions options =
        clip.uri().isPresent()
            ? DecodeOptions.DEFAULT
            : DecodeOptions.DEFAULT.withRange(clip.time());
    List<RgbImage> pictures = new ArrayList<>();
    try (LocalMedia file = media.open(clip.uri().orElse(clip.sourceUri()))) {
      ChosenFrames.read(
          file.path(),
          options,
          indices.stream().mapToLong(Long::longValue).toArray(),
          picture -> pictures.add(within(picture, settings.question().shorterSide())));
    }
    if (pictures.size() < indices.size()) {
      throw new KinolakeException(
          FailureCode.TRUNCATED,
          "Clip '%s' has fewer frames than its row tells: frame %d is missing; cut it again"
              .formatted(clip.name(), indices.get(pictures.size())));
    }
    return pictures;
  }

  /** As the reference tools resize: bicubic, the longer side rounded down, larger ones only. */
  static RgbImage within(RgbImage picture, int shorterSide) {
    int shorter = Math.min(picture.width(), picture.height());
    if (shorter <= shorterSide) {
      return picture;
    }
    int width = (int) ((long) picture.width() * shorterSide / shorter);
    int height = (int) ((long) picture.height() * shorterSide / shorter);
    return BicubicResize.resize(picture, width, height);
  }

  /** A clip on its way to a caption. */
  private final class Asked {
    private final ClipToCaption clip;
    private String question = "";
    private List<Long> frames = List.of();
    private List<RgbImage> pictures = List.of();
    private Optional<Outcome<Caption>> outcome = Optional.empty();
    private Optional<String> fault = Optional.empty();
    private String text = "";
    private long promptTokens;
    private long tokens;

    Asked(ClipToCaption clip) {
      this.clip = clip;
    }

    void fail(Failure failure) {
      outcome = Optional.of(Outcome.rejected(failure));
    }

    void take(LlavaChat.Answer answer, String asked) {
      promptTokens += answer.promptTokens();
      tokens += answer.tokens();
      text = Answers.tidy(answer.text());
      fault = Answers.fault(text, answer.cutOff());
      if (fault.isEmpty()) {
        outcome = Optional.of(Outcome.produced(caption(asked)));
      }
    }

    Outcome<Caption> result() {
      return outcome.orElseGet(
          () ->
              Outcome.rejected(
                  new Failure(
                      FailureCode.BAD_CAPTION,
                      "LLaVA gave no caption of clip '%s': %s ('%.200s', %d tokens); ask otherwise"
                          .formatted(clip.clip().name(), fault.orElse(""), text, tokens))));
    }

    private Caption caption(String asked) {
      return new Caption(
          clip.clip().id(),
          LlavaCaptioner.NAME,
          text,
          new Caption.Origin(
              Optional.of(modelName()),
              Optional.of(asked),
              frames,
              Optional.of(promptTokens),
              Optional.of(tokens)));
    }

    private String modelName() {
      Path folder = Path.of(settings.model().folder());
      return folder.getFileName() + "@" + settings.model().digest();
    }
  }
}
