package io.kinolake.udfs.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.device.ModelPool;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.tables.Caption;
import io.kinolake.schemas.tables.CleanCaption;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.StageWorker;
import io.kinolake.udfs.store.LocalMediaStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TestCleanCaptions {
  private static final ClipId CLIP = new ClipId("c1");

  @Test
  void eachCaptionerIsAPartWithARowOfItsOwn() {
    CleanCaptions stage =
        new CleanCaptions(CleanCaptionsConfig.of(List.of("sidecar", "signals", "openai")));
    ItemResult<CleanCaption> result =
        clean(
            stage,
            caption("sidecar", "The video shows a Dog."),
            caption("signals", "A 3-second clip."));
    assertThat(stage.parts())
        .extracting(StagePart::name)
        .containsExactly("sidecar", "signals", "openai");
    assertThat(result.outcomes())
        .containsEntry(
            "sidecar",
            Outcome.produced(new CleanCaption(CLIP, "sidecar", "a dog.", "refine+clean")))
        .containsEntry(
            "signals",
            Outcome.produced(new CleanCaption(CLIP, "signals", "a 3-second clip.", "refine+clean")))
        .containsEntry("openai", Outcome.produced(List.of()));
  }

  @Test
  void anEmptiedCaptionFailsAloneAndSaysWhatItWas() {
    CleanCaptions stage = new CleanCaptions(CleanCaptionsConfig.of(List.of("a", "b", "c")));
    ItemResult<CleanCaption> result =
        clean(
            stage,
            caption("a", "IMG_1234.jpg"),
            caption("b", "The image depicts"),
            caption("c", "A cat."));
    assertThat(result.outcomes().get("a"))
        .isInstanceOfSatisfying(
            Outcome.Rejected.class,
            rejected -> {
              assertThat(rejected.failure().code()).isEqualTo(FailureCode.BAD_CAPTION);
              assertThat(rejected.failure().message()).contains("IMG_1234.jpg", "refine+clean");
            });
    assertThat(result.outcomes().get("b")).isInstanceOf(Outcome.Rejected.class);
    assertThat(result.outcomes().get("c")).isInstanceOf(Outcome.Produced.class);
  }

  @Test
  void theStepsDecideTheFingerprintAndTheCaptionersDoNot() {
    CleanCaptions refined = new CleanCaptions(CleanCaptionsConfig.of(List.of("a")));
    CleanCaptions others = new CleanCaptions(CleanCaptionsConfig.of(List.of("b", "c")));
    CleanCaptions unicode =
        new CleanCaptions(
            new CleanCaptionsConfig(List.of("a"), List.of(CleaningStep.of("unicode"))));
    assertThat(refined.fingerprint()).isEqualTo(others.fingerprint());
    assertThat(refined.fingerprint()).isNotEqualTo(unicode.fingerprint());
  }

  @Test
  void theStageSurvivesSerialisation() throws Exception {
    CleanCaptions stage = new CleanCaptions(CleanCaptionsConfig.of(List.of("a")));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(stage);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      CleanCaptions copy = (CleanCaptions) in.readObject();
      assertThat(copy.fingerprint()).isEqualTo(stage.fingerprint());
      assertThat(clean(copy, caption("a", "A  B"))).isEqualTo(clean(stage, caption("a", "A  B")));
    }
  }

  @Test
  void anUnknownStepAndAnEmptyListAreNamed() {
    assertThatThrownBy(() -> CleaningStep.of("tidy"))
        .isInstanceOf(KinolakeException.class)
        .hasMessage("There is no cleaning step 'tidy'; use refine, clean, unicode");
    assertThatThrownBy(() -> CleanCaptionsConfig.of(List.of()))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("at least one captioner");
  }

  private static ItemResult<CleanCaption> clean(CleanCaptions stage, Caption... captions) {
    List<String> parts = stage.parts().stream().map(StagePart::name).toList();
    try (StageWorker<Caption, CleanCaption> worker =
        stage.open(StageContext.alone(new LocalMediaStore(), new ModelPool()))) {
      return worker.process(List.of(new Item<>(CLIP.value(), parts, List.of(captions)))).get(0);
    }
  }

  private static Caption caption(String captioner, String text) {
    return new Caption(
        CLIP,
        captioner,
        text,
        new Caption.Origin(
            Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty()));
  }
}
