package io.kinolake.udfs.caption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.device.ModelPool;
import io.kinolake.models.graph.Precision;
import io.kinolake.models.process.ServerCommand;
import io.kinolake.models.process.ServerPlace;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Caption;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.StageWorker;
import io.kinolake.udfs.store.LocalMediaStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestCaptionClips {
  private static final CaptionClips STAGE =
      new CaptionClips(List.of(SidecarCaptioner.FILES, new SignalsCaptioner()));

  @Test
  void eachCaptionerThatIsWantedOfAClipGivesAnOutcome() {
    ClipToCaption first = TestingClips.bare(TestingClips.clip("/nowhere", 0, true));
    ClipToCaption second = TestingClips.bare(TestingClips.clip("/nowhere", 1, true));
    try (StageWorker<ClipToCaption, Caption> worker =
        STAGE.open(StageContext.alone(new LocalMediaStore(), new ModelPool()))) {
      List<ItemResult<Caption>> results =
          worker.process(
              List.of(
                  new Item<>("0", List.of("sidecar", "signals"), List.of(first)),
                  new Item<>("1", List.of("signals"), List.of(second))));
      assertThat(results.get(0).outcomes()).containsOnlyKeys("sidecar", "signals");
      assertThat(results.get(0).outcomes().get("sidecar")).isEqualTo(Outcome.produced(List.of()));
      assertThat(results.get(0).outcomes().get("signals")).isInstanceOf(Outcome.Produced.class);
      assertThat(results.get(1).outcomes()).containsOnlyKeys("signals");
      assertThat(TestingClips.captionOf(results.get(1).outcomes().get("signals")).clip())
          .isEqualTo(second.clip().id());
    }
  }

  @Test
  void partsAreCaptionersWithFingerprintsOfTheirOwn() {
    assertThat(STAGE.parts()).extracting(StagePart::name).containsExactly("sidecar", "signals");
    assertThat(new CaptionClips(List.of(new SignalsCaptioner())).parts().get(0))
        .isEqualTo(STAGE.parts().get(1));
  }

  @Test
  void aChatServerBesideTheExecutorWantsADeviceButKeepsItsAnswersInAnyPrecision() {
    ServerCommand command =
        ServerCommand.of(List.of("serve", "{port}"), "/health", Duration.ofSeconds(1));
    StagePart part =
        new CaptionClips(
                List.of(
                    new OpenAiCaptioner(
                        new OpenAiSettings(
                            new ServerPlace.Supervised(command),
                            "model",
                            "",
                            Question.of(Prompt.VIDEO_F3_DETAIL_3EX),
                            OpenAiSettings.Traffic.DEFAULT))))
            .parts()
            .get(0);

    assertThat(part.wantsDevice()).isTrue();
    assertThat(part.in(Precision.BFLOAT16)).isEqualTo(part);
    StagePart network = new StagePart("n", part.fingerprint(), true);
    assertThat(network.in(Precision.BFLOAT16)).isNotEqualTo(network);
  }

  @Test
  void captionersMustBeNamedOnce() {
    assertThatThrownBy(
            () -> new CaptionClips(List.of(new SignalsCaptioner(), new SignalsCaptioner())))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("each once");
    assertThatThrownBy(() -> new CaptionClips(List.of())).isInstanceOf(KinolakeException.class);
  }
}
