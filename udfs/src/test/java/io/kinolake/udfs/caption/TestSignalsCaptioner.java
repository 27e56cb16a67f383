package io.kinolake.udfs.caption;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.device.ModelPool;
import io.kinolake.schemas.MapRow;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.store.LocalMediaStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TestSignalsCaptioner extends BaseCaptionerTest {

  @Override
  Captioner captioner() {
    return new SignalsCaptioner();
  }

  @Override
  CaptionWriter open(Captioner captioner) {
    return captioner.open(StageContext.alone(new LocalMediaStore(), new ModelPool()));
  }

  @Override
  ClipToCaption goodClip() {
    return clip(
        Map.of(
            "flow", 4.0,
            "technical.brightness", 40.0,
            "technical.colourfulness", 70.0,
            "freeze", 1.2),
        List.of("cmotion=pan_left+zoom_in", "letterbox=letterbox", "phash=00ff"));
  }

  @Override
  List<ClipToCaption> badClips() {
    return List.of();
  }

  @Test
  void everyFactIsSaidAndNothingElse() {
    assertThat(new MeasuredFacts(goodClip()).sentence())
        .isEqualTo(
            "A 3.2-second widescreen video clip of 1280x720 pixels in which the camera pans left"
                + " and zooms in, there is some motion, the picture is dark and colourful and the"
                + " picture freezes for 1.2 seconds, with black bars above and below.");
    assertThat(new MeasuredFacts(clip(Map.of(), List.of())).sentence())
        .isEqualTo("A 3.2-second widescreen video clip of 1280x720 pixels.");
  }

  @Test
  void whatNoScorerCouldTellIsLeftOut() {
    assertThat(
            new MeasuredFacts(
                    clip(
                        Map.of("technical.brightness", 128.0, "technical.colourfulness", 30.0),
                        List.of("cmotion=undetermined", "letterbox=none")))
                .sentence())
        .isEqualTo("A 3.2-second widescreen video clip of 1280x720 pixels.");
    assertThat(new MeasuredFacts(clip(Map.of(), List.of("letterbox=black"))).sentence())
        .endsWith("in which the picture is black.");
  }

  @Test
  void rowsKeepScoresLabelsAndText() {
    ClipToCaption full =
        new ClipToCaption(
            goodClip().clip(), goodClip().scores(), goodClip().labels(), Optional.of("A dog."));
    for (ClipToCaption clip : List.of(full, goodClip())) {
      MapRow row = new MapRow();
      ClipToCaption.SCHEMA.codec().write(clip, row);
      assertThat(ClipToCaption.SCHEMA.codec().read(row)).isEqualTo(clip);
    }
  }

  private static ClipToCaption clip(Map<String, Double> scores, List<String> labels) {
    return new ClipToCaption(
        TestingClips.clip("/videos", 0, true), scores, labels, Optional.empty());
  }
}
