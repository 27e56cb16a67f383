package io.kinolake.jobs.config;

import io.kinolake.models.process.ServerCommand;
import io.kinolake.models.process.ServerPlace;
import io.kinolake.models.weights.ModelFolder;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.udfs.caption.Captioner;
import io.kinolake.udfs.caption.LlavaCaptioner;
import io.kinolake.udfs.caption.OpenAiCaptioner;
import io.kinolake.udfs.caption.OpenAiSettings;
import io.kinolake.udfs.caption.Prompt;
import io.kinolake.udfs.caption.Question;
import io.kinolake.udfs.caption.SidecarCaptioner;
import io.kinolake.udfs.caption.SignalsCaptioner;
import io.kinolake.udfs.store.Location;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The group {@code caption}: who captions.
 *
 * @param captioners by name, the preferred one first: a clip's text is the first that succeeded
 * @param sidecarTable a CSV file of captions that the captioner {@code sidecar} takes before files
 * @param openai the server of the captioner {@code openai}
 * @param llava the model of the captioner {@code llava}
 */
public record CaptionConfig(
    List<Name> captioners, Optional<String> sidecarTable, OpenAi openai, Llava llava) {

  /** The captioners. */
  public enum Name {
    SIDECAR,
    SIGNALS,
    OPENAI,
    LLAVA;

    /** As rows carry it. */
    String captioner() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An OpenAI-compatible chat endpoint.
   *
   * @param server what its addresses begin with, such as {@code http://host:8000/v1}
   * @param command starts a server beside each executor instead; {@code {port}} and {@code
   *     {devices}} are filled in
   * @param startDeadline the longest that its start may take
   * @param model the model's name there
   * @param keyVariable environment variable of the executors that holds the key
   * @param prompt one of the named prompts
   * @param frames how many frames are shown, 1 to 3; the prompt's own number if left out
   * @param shorterSide larger frames are scaled down to it, pixels
   * @param maxTokens longest answer
   * @param deadline the longest that one request may take
   * @param tries how often a request is sent that meets a busy or broken server
   * @param concurrency requests in flight per task
   */
  public record OpenAi(
      String server,
      Optional<List<String>> command,
      Duration startDeadline,
      String model,
      Optional<String> keyVariable,
      String prompt,
      Optional<Integer> frames,
      int shorterSide,
      int maxTokens,
      Duration deadline,
      int tries,
      int concurrency) {
    /** Where vLLM, SGLang and llama.cpp say that they are ready. */
    private static final String HEALTH = "/health";

    private ServerPlace place() {
      return command
          .<ServerPlace>map(
              line -> new ServerPlace.Supervised(ServerCommand.of(line, HEALTH, startDeadline)))
          .orElseGet(() -> new ServerPlace.Remote(URI.create(server)));
    }

    OpenAiSettings toSettings() {
      Prompt chosen = Prompt.of(prompt);
      OpenAiSettings.Traffic usual = OpenAiSettings.Traffic.DEFAULT;
      return new OpenAiSettings(
          place(),
          model,
          keyVariable.orElse(""),
          new Question(chosen, frames.orElse(chosen.frames()), shorterSide, maxTokens, 2),
          new OpenAiSettings.Traffic(
              deadline, tries, usual.firstWait(), usual.longestWait(), concurrency));
    }
  }

  /**
   * A LLaVA 1.5 that runs on the executors.
   *
   * @param model its published folder, the same on every executor
   * @param prompt one of the named prompts
   * @param frames how many frames are shown, 1 to 3; the prompt's own number if left out
   * @param shorterSide larger frames are scaled down to it, pixels
   * @param maxTokens longest answer
   * @param batch clips that are asked about at once
   */
  public record Llava(
      Optional<String> model,
      String prompt,
      Optional<Integer> frames,
      int shorterSide,
      int maxTokens,
      int batch) {
    LlavaCaptioner toCaptioner() {
      Prompt chosen = Prompt.of(prompt);
      Path folder =
          model
              .map(Path::of)
              .orElseThrow(
                  () ->
                      new KinolakeException(
                          FailureCode.BAD_CONFIG,
                          "The captioner llava needs a model and none is set; fetch %s and set caption.llava.model to its folder."
                              .formatted(LlavaCaptioner.PUBLISHED)));
      return new LlavaCaptioner(
          ModelFolder.of(folder, LlavaCaptioner.PUBLISHED),
          new Question(chosen, frames.orElse(chosen.frames()), shorterSide, maxTokens, 2),
          batch);
    }
  }

  /**
   * The captioners, in the order of preference. Reads the model or the table that is set for one of
   * them, to know its content.
   *
   * @throws KinolakeException BAD_CONFIG if one lacks its model or its table
   */
  public List<Captioner> toCaptioners() {
    return captioners.stream().map(this::captioner).toList();
  }

  /** Their names as rows carry them, in the order of preference. */
  public List<String> captionerNames() {
    return captioners.stream().map(Name::captioner).toList();
  }

  /** All whose captions there may be, in the order of preference: imported ones come first. */
  public List<String> preferredNames() {
    return Stream.concat(Stream.of(CaptionTable.IMPORTED), captionerNames().stream()).toList();
  }

  private Captioner captioner(Name name) {
    return switch (name) {
      case SIDECAR ->
          sidecarTable
              .map(table -> new SidecarTable(Location.of(table)).toCaptioner())
              .orElse(SidecarCaptioner.FILES);
      case SIGNALS -> new SignalsCaptioner();
      case OPENAI -> new OpenAiCaptioner(openai.toSettings());
      case LLAVA -> llava.toCaptioner();
    };
  }
}
