package io.kinolake.udfs.caption;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Caption;
import io.kinolake.udfs.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Asks about the clips of a batch, several at once: frames are decoded on the task's thread while
 * earlier clips wait for the server.
 */
final class OpenAiWriter implements CaptionWriter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final OpenAiSettings settings;
  private final Stills stills;
  private final ChatClient client;
  private final ExecutorService requests;

  OpenAiWriter(OpenAiSettings settings, Stills stills, ChatClient client) {
    this.settings = settings;
    this.stills = stills;
    this.client = client;
    this.requests =
        Executors.newFixedThreadPool(
            settings.traffic().concurrency(),
            work -> {
              Thread thread = new Thread(work, "captioner-openai");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public List<Outcome<Caption>> caption(List<ClipToCaption> clips) {
    List<CompletableFuture<Outcome<Caption>>> pending = new ArrayList<>();
    for (ClipToCaption clip : clips) {
      pending.add(ask(clip));
    }
    return pending.stream().map(OpenAiWriter::await).toList();
  }

  @Override
  public void close() {
    requests.shutdownNow();
  }

  private CompletableFuture<Outcome<Caption>> ask(ClipToCaption clip) {
    try {
      String question = settings.question().about(clip);
      List<Long> indices = settings.question().indices(clip.clip().content().frames());
      List<Stills.Still> frames =
          stills.of(clip.clip(), indices, settings.question().shorterSide());
      return CompletableFuture.supplyAsync(() -> captionSafely(clip, question, frames), requests);
    } catch (KinolakeException e) {
      return CompletableFuture.completedFuture(Outcome.rejected(e.failure()));
    }
  }

  private static Outcome<Caption> await(Future<Outcome<Caption>> pending) {
    try {
      return pending.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Asking about a clip failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KinolakeException(
          FailureCode.SERVER_ERROR,
          "The task was stopped while it waited for the chat server; run it again",
          e);
    }
  }

  private Outcome<Caption> captionSafely(
      ClipToCaption clip, String question, List<Stills.Still> frames) {
    try {
      return Outcome.produced(caption(clip, question, frames));
    } catch (KinolakeException e) {
      return Outcome.rejected(e.failure());
    }
  }

  private Caption caption(ClipToCaption clip, String question, List<Stills.Still> frames) {
    Tokens tokens = new Tokens();
    String asked = question;
    String text = "";
    Optional<String> fault = Optional.empty();
    for (int attempt = 0; attempt < settings.question().attempts(); attempt++) {
      asked = attempt == 0 ? question : question + Prompt.INSIST;
      ChatReply reply = client.send(request(asked, frames));
      tokens.add(reply);
      text = Answers.tidy(reply.text());
      fault = Answers.fault(text, reply.cutOff());
      if (fault.isEmpty()) {
        List<Long> indices = frames.stream().map(Stills.Still::index).toList();
        return new Caption(
            clip.clip().id(),
            OpenAiCaptioner.NAME,
            text,
            new Caption.Origin(
                Optional.of(reply.model().orElse(settings.model())),
                Optional.of(asked),
                indices,
                tokens.prompt(),
                tokens.completion()));
      }
    }
    throw new KinolakeException(
        FailureCode.BAD_CAPTION,
        "Model %s gave no caption of clip '%s': %s ('%.200s', after %d tokens); ask otherwise"
            .formatted(
                settings.model(),
                clip.clip().name(),
                fault.orElse(""),
                text,
                tokens.prompt().orElse(0L) + tokens.completion().orElse(0L)));
  }

  private String request(String question, List<Stills.Still> frames) {
    ObjectNode request = JSON.createObjectNode();
    request.put("model", settings.model());
    request.put("max_tokens", settings.question().maxTokens());
    request.put("temperature", 0);
    ObjectNode message = request.putArray("messages").addObject();
    message.put("role", "user");
    ArrayNode content = message.putArray("content");
    content.addObject().put("type", "text").put("text", question);
    for (Stills.Still frame : frames) {
      content
          .addObject()
          .put("type", "image_url")
          .putObject("image_url")
          .put("url", "data:image/jpeg;base64," + frame.jpeg());
    }
    return request.toString();
  }

  /** Tokens over all requests about one clip, as far as the server counted. */
  private static final class Tokens {
    private long prompt = -1;
    private long completion = -1;

    void add(ChatReply reply) {
      prompt = reply.promptTokens().map(count -> Math.max(0, prompt) + count).orElse(prompt);
      completion =
          reply.completionTokens().map(count -> Math.max(0, completion) + count).orElse(completion);
    }

    Optional<Long> prompt() {
      return prompt < 0 ? Optional.empty() : Optional.of(prompt);
    }

    Optional<Long> completion() {
      return completion < 0 ? Optional.empty() : Optional.of(completion);
    }
  }
}
