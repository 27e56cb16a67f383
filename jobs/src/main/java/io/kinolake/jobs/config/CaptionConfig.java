package io.kinolake.jobs.config;

import io.kinolake.models.process.ServerCommand;
import io.kinolake.models.process.ServerPlace;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.udfs.caption.Captioner;
import io.kinolake.udfs.caption.OpenAiCaptioner;
import io.kinolake.udfs.caption.OpenAiSettings;
import io.kinolake.udfs.caption.Prompt;
import io.kinolake.udfs.caption.SidecarCaptioner;
import io.kinolake.udfs.caption.SignalsCaptioner;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The group {@code caption}: who captions.
 *
 * @param captioners by name, the preferred one first: a clip's text is the first that succeeded
 * @param openai the server of the captioner {@code openai}
 */
public record CaptionConfig(List<Name> captioners, OpenAi openai) {

  /** The captioners. */
  public enum Name {
    SIDECAR,
    SIGNALS,
    OPENAI
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
          new OpenAiSettings.Question(
              chosen, frames.orElse(chosen.frames()), shorterSide, maxTokens, 2),
          new OpenAiSettings.Traffic(
              deadline, tries, usual.firstWait(), usual.longestWait(), concurrency));
    }
  }

  /** The captioners, in the order of preference. */
  public List<Captioner> toCaptioners() {
    return captioners.stream().map(this::captioner).toList();
  }

  /** Their names as rows carry them, in the order of preference. */
  public List<String> captionerNames() {
    return toCaptioners().stream().map(Captioner::name).toList();
  }

  /** All whose captions there may be, in the order of preference: imported ones come first. */
  public List<String> preferredNames() {
    return Stream.concat(Stream.of(CaptionTable.IMPORTED), captionerNames().stream()).toList();
  }

  private Captioner captioner(Name name) {
    return switch (name) {
      case SIDECAR -> SidecarCaptioner.FILES;
      case SIGNALS -> new SignalsCaptioner();
      case OPENAI -> new OpenAiCaptioner(openai.toSettings());
    };
  }
}
