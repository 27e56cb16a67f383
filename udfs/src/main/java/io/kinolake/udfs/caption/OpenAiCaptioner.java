package io.kinolake.udfs.caption;

import io.kinolake.models.process.Endpoint;
import io.kinolake.models.process.Pause;
import io.kinolake.models.process.ServerPlace;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.StageContext;
import java.util.Optional;
import java.util.Set;

/**
 * Asks a model behind an OpenAI-compatible chat address ({@code /chat/completions}) that sees
 * frames of the clip as JPEG.
 */
public final class OpenAiCaptioner implements Captioner {
  private static final long serialVersionUID = 1L;
  public static final String NAME = "openai";
  private static final int VERSION = 1;

  private final OpenAiSettings settings;

  public OpenAiCaptioner(OpenAiSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** The server's address and its treatment do not change what a model answers. */
  @Override
  public Fingerprint fingerprint() {
    return Fingerprint.of(NAME, VERSION, settings.model(), settings.question().settings());
  }

  @Override
  public Set<Need> needs() {
    return settings.question().prompt().quotesText()
        ? Set.of(Need.FRAMES, Need.TEXT)
        : Set.of(Need.FRAMES);
  }

  @Override
  public boolean wantsDevice() {
    return settings.server() instanceof ServerPlace.Supervised;
  }

  @Override
  public CaptionWriter open(StageContext context) {
    Endpoint server = context.endpoint(settings.server());
    server.address(); // one that cannot be started stops the job, not clip after clip
    return new OpenAiWriter(
        settings,
        new DecodedStills(context.media()),
        new ChatClient(
            server,
            settings.chatPath(),
            key(settings.keyVariable()),
            settings.traffic(),
            Pause.SLEEP));
  }

  private static Optional<String> key(String variable) {
    if (variable.isEmpty()) {
      return Optional.empty();
    }
    String key = System.getenv(variable);
    if (key == null || key.isBlank()) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "Environment variable %s, which should hold the chat server's key, is not set on the executor; set it or leave the variable's name empty"
              .formatted(variable));
    }
    return Optional.of(key.strip());
  }
}
