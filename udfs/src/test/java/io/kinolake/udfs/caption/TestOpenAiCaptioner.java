package io.kinolake.udfs.caption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.device.ModelPool;
import io.kinolake.models.process.Endpoint;
import io.kinolake.models.process.ServerPlace;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Caption;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.store.LocalMediaStore;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestOpenAiCaptioner extends BaseCaptionerTest {
  private static final String KEY = "sk-test-0123456789abcdef";
  private static final String CAPTION = "A dog runs along a beach.";
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration SHORT_DEADLINE = Duration.ofMillis(200);

  /** Frames say which they are; clip 7 cannot be decoded. */
  private static final Stills STILLS =
      (clip, indices, side) -> {
        if (clip.index() == 7) {
          throw new KinolakeException(FailureCode.CORRUPT, "Clip 7 is damaged");
        }
        return indices.stream()
            .map(index -> new Stills.Still(index, "side" + side + "frame" + index))
            .toList();
      };

  private final Queue<Duration> waits = new ConcurrentLinkedQueue<>();
  private ChatServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ChatServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  Captioner captioner() {
    return new OpenAiCaptioner(settings(Prompt.VIDEO_F3_DETAIL_3EX, DEADLINE));
  }

  @Override
  CaptionWriter open(Captioner captioner) {
    return writer(settings(Prompt.VIDEO_F3_DETAIL_3EX, DEADLINE));
  }

  @Override
  ClipToCaption goodClip() {
    return clip(0);
  }

  @Override
  List<ClipToCaption> badClips() {
    return List.of(clip(7));
  }

  @Test
  void aRequestShowsTheFramesAndTheRowTellsAllOfIt() {
    server.always(ChatServer.says(" A dog runs\nalong a beach. "));
    Caption caption = caption(Prompt.VIDEO_F3_DETAIL_3EX);
    assertThat(caption.text()).isEqualTo(CAPTION);
    assertThat(caption.origin())
        .isEqualTo(
            new Caption.Origin(
                Optional.of("model-7b-0913"),
                Optional.of(Prompt.VIDEO_F3_DETAIL_3EX.question("")),
                List.of(8L, 40L, 72L),
                Optional.of(700L),
                Optional.of(12L)));
    JsonNode request = server.requests().get(0);
    assertThat(request.path("model").asText()).isEqualTo("model-7b");
    assertThat(request.path("max_tokens").asInt()).isEqualTo(300);
    assertThat(request.path("temperature").asInt(-1)).isZero();
    JsonNode content = request.path("messages").path(0).path("content");
    assertThat(content).hasSize(4);
    assertThat(content.path(0).path("text").asText()).contains("three pictures");
    assertThat(content.path(1).path("image_url").path("url").asText())
        .isEqualTo("data:image/jpeg;base64,side336frame8");
    assertThat(server.authorizations()).containsExactly("Bearer " + KEY);
  }

  @ParameterizedTest
  @EnumSource(Prompt.class)
  void everyPromptAsksAndQuotesTheTextWhereItsNameSaysSo(Prompt prompt) {
    assertThat(Prompt.of(prompt.id())).isEqualTo(prompt);
    ClipToCaption bare = clip(0);
    ClipToCaption told =
        new ClipToCaption(bare.clip(), Map.of(), List.of(), Optional.of("a dog {text}"));
    Outcome<Caption> untold = ask(settings(prompt, DEADLINE), bare);
    assertThat(prompt.quotesText()).isEqualTo(prompt.id().contains("text"));
    if (prompt.quotesText()) {
      assertThat(TestingClips.failureOf(untold).code()).isEqualTo(FailureCode.NO_CAPTION);
    } else {
      assertThat(untold).isInstanceOf(Outcome.Produced.class);
    }
    Caption caption = TestingClips.captionOf(ask(settings(prompt, DEADLINE), told));
    assertThat(caption.origin().prompt().orElseThrow().contains("a dog {text}"))
        .isEqualTo(prompt.quotesText());
    assertThat(caption.origin().frames()).hasSize(prompt.frames());
  }

  @Test
  void framesLieWhereTheReferenceToolsTakeThem() {
    assertThat(OpenAiWriter.indices(100, 1)).containsExactly(50L);
    assertThat(OpenAiWriter.indices(100, 2)).containsExactly(25L, 75L);
    assertThat(OpenAiWriter.indices(101, 3)).containsExactly(10L, 50L, 90L);
    assertThat(OpenAiWriter.indices(1, 3)).containsExactly(0L);
  }

  @Test
  void aBusyServerIsAskedAgainAfterTheRestItWants() {
    server.then(
        ChatServer.status(429, "{\"error\":{\"message\":\"slow down\"}}", "Retry-After", "7"),
        ChatServer.status(503, "", "Retry-After", "100000"),
        ChatServer.status(500, "<html>oops</html>"));
    assertThat(caption(Prompt.VIDEO).text()).isEqualTo(CAPTION);
    assertThat(server.requests()).hasSize(4);
    List<Duration> waited = List.copyOf(waits);
    assertThat(waited.get(0)).isEqualTo(Duration.ofSeconds(7));
    assertThat(waited.get(1)).isEqualTo(Duration.ofSeconds(60));
    assertThat(waited.get(2)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
  }

  @Test
  void aServerThatDiesStallsOrHangsIsAskedAgain() {
    server.then(
        ChatServer.diesMidAnswer(),
        server.hangs(),
        server.stalls(),
        ChatServer.status(200, "{\"choices\":[]}"));
    Outcome<Caption> outcome = ask(settings(Prompt.VIDEO, Duration.ofSeconds(1)), clip(0));
    assertThat(TestingClips.captionOf(outcome).text()).isEqualTo(CAPTION);
    assertThat(server.requests()).hasSize(5);
  }

  @Test
  void aServerThatNeverAnswersIsAServerError() {
    server.always(server.hangs());
    Failure failure = TestingClips.failureOf(ask(settings(Prompt.VIDEO, SHORT_DEADLINE), clip(0)));
    assertThat(failure.code()).isEqualTo(FailureCode.SERVER_ERROR);
    assertThat(failure.message()).contains("5 tries", "no answer within PT0.2S");
  }

  @Test
  void aServerThatIsNotThereIsAServerError() {
    server.close();
    Failure failure = failure(Prompt.VIDEO);
    assertThat(failure.code()).isEqualTo(FailureCode.SERVER_ERROR);
    assertThat(failure.message()).contains("5 tries", "ConnectException");
  }

  @Test
  void aRefusedRequestIsNotRepeatedAndItsMessageHasNoKey() {
    server.always(
        ChatServer.status(
            401,
            "{\"error\":{\"message\":\"Incorrect API key provided: %s. Authorization: Bearer %s, sk-other-99999999\"}}"
                .formatted(KEY, "abc.def")));
    Failure failure = failure(Prompt.VIDEO);
    assertThat(failure.code()).isEqualTo(FailureCode.SERVER_REFUSED);
    assertThat(failure.message())
        .contains("status 401", "Incorrect API key provided: [key]")
        .doesNotContain(KEY, "0123456789", "abc.def", "99999999");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aRedirectIsRefusedAndNotFollowed() {
    server.always(ChatServer.status(307, "", "Location", "http://127.0.0.1:9/"));
    assertThat(failure(Prompt.VIDEO).code()).isEqualTo(FailureCode.SERVER_REFUSED);
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n ",
        "I'm sorry, but I can't help with that.",
        "I\u2019m sorry, I cannot identify people in images.",
        "Sorry, I can't see the video.",
        "As an AI language model, I cannot view images.",
        "I cannot describe this.",
        "Unfortunately, I am unable to view videos.",
        "There is no image attached.",
        "Please provide the image that you want described.",
        "A dog",
        "...",
      })
  void refusalsAndScrapsAreAskedAboutOnceMoreAndThenFail(String answer) {
    server.always(ChatServer.says(answer));
    Failure failure = failure(Prompt.VIDEO);
    assertThat(failure.code()).isEqualTo(FailureCode.BAD_CAPTION);
    assertThat(failure.message()).contains("model-7b", "after 1424 tokens");
    assertThat(server.requests()).hasSize(2);
    assertThat(server.requests().get(1).toString()).contains(Prompt.INSIST);
  }

  @Test
  void anAnswerThatBreaksOffIsAFragmentUnlessASentenceEndsIt() {
    server.then(
        ChatServer.says("A dog runs along a beach and then it", "length"),
        ChatServer.says("A dog runs along a beach. The sun sets.", "length"));
    Caption caption = caption(Prompt.VIDEO);
    assertThat(caption.text()).isEqualTo("A dog runs along a beach. The sun sets.");
    assertThat(caption.origin().prompt().orElseThrow()).endsWith(Prompt.INSIST);
    assertThat(caption.origin().promptTokens()).contains(1400L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I'm Sorry is painted on the wall of a narrow street.",
        "A man apologises to a crowd.",
        "\u4e00\u53ea\u72d7\u5728\u6d77\u8fb9\u5954\u8dd1\u3002",
      })
  void whatOnlyLooksLikeARefusalIsACaption(String answer) {
    boolean refused = Answers.fault(Answers.tidy(answer), false).isPresent();
    assertThat(refused).isEqualTo(answer.startsWith("I'm Sorry"));
  }

  @Test
  void aBatchIsAskedAboutAtOnceUpToTheLimitAndAnsweredInOrder() {
    AtomicInteger inFlight = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch four = new CountDownLatch(4);
    server.always(
        exchange -> {
          most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
          four.countDown();
          awaitQuietly(four);
          inFlight.decrementAndGet();
          ChatServer.says(CAPTION).answer(exchange);
        });
    List<ClipToCaption> clips =
        IntStream.range(10, 22).mapToObj(TestOpenAiCaptioner::clip).toList();
    try (CaptionWriter writer = writer(settings(Prompt.VIDEO, DEADLINE))) {
      assertThat(writer.caption(clips))
          .extracting(outcome -> TestingClips.captionOf(outcome).clip())
          .containsExactlyElementsOf(clips.stream().map(clip -> clip.clip().id()).toList());
    }
    assertThat(most).hasValue(4);
  }

  @Test
  void settingsThatCannotWorkAreNamed() {
    assertThatThrownBy(() -> OpenAiSettings.of(URI.create("ftp://x/v1"), "m", "", Prompt.VIDEO))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("http://HOST/v1");
    assertThatThrownBy(
            () -> OpenAiSettings.of(URI.create("http://user:pw@x/v1"), "m", "", Prompt.VIDEO))
        .isInstanceOf(KinolakeException.class)
        .message()
        .doesNotContain("pw");
    assertThatThrownBy(() -> Prompt.of("film"))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("video-f3-detail-2ex-text");
    OpenAiCaptioner keyless =
        new OpenAiCaptioner(
            OpenAiSettings.of(
                URI.create("http://x/v1"), "m", "KINOLAKE_NO_SUCH_KEY", Prompt.VIDEO));
    assertThatThrownBy(
            () -> keyless.open(StageContext.alone(new LocalMediaStore(), new ModelPool())))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("KINOLAKE_NO_SUCH_KEY");
  }

  @Test
  void theModelAndTheQuestionDecideTheFingerprintAndTheServerDoesNot() {
    OpenAiCaptioner here = new OpenAiCaptioner(settings(Prompt.VIDEO, DEADLINE));
    OpenAiCaptioner elsewhere =
        new OpenAiCaptioner(
            OpenAiSettings.of(URI.create("http://other/v1"), "model-7b", "", Prompt.VIDEO));
    assertThat(here.fingerprint()).isEqualTo(elsewhere.fingerprint());
    assertThat(here.fingerprint())
        .isNotEqualTo(new OpenAiCaptioner(settings(Prompt.IMAGE, DEADLINE)).fingerprint());
  }

  private Caption caption(Prompt prompt) {
    return TestingClips.captionOf(ask(settings(prompt, DEADLINE), clip(0)));
  }

  private Failure failure(Prompt prompt) {
    return TestingClips.failureOf(ask(settings(prompt, DEADLINE), clip(0)));
  }

  private Outcome<Caption> ask(OpenAiSettings settings, ClipToCaption clip) {
    try (CaptionWriter writer = writer(settings)) {
      return writer.caption(List.of(clip)).get(0);
    }
  }

  private CaptionWriter writer(OpenAiSettings settings) {
    return new OpenAiWriter(
        settings,
        STILLS,
        new ChatClient(
            Endpoint.at(server.uri()),
            settings.chatPath(),
            Optional.of(KEY),
            settings.traffic(),
            waits::add));
  }

  private OpenAiSettings settings(Prompt prompt, Duration deadline) {
    return new OpenAiSettings(
        new ServerPlace.Remote(server.uri()),
        "model-7b",
        "",
        OpenAiSettings.Question.of(prompt),
        new OpenAiSettings.Traffic(deadline, 5, Duration.ofSeconds(1), Duration.ofSeconds(60), 4));
  }

  private static ClipToCaption clip(int index) {
    return TestingClips.bare(TestingClips.clip("/videos", index, true));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
