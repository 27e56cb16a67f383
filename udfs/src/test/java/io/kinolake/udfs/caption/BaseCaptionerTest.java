package io.kinolake.udfs.caption;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.schemas.tables.Caption;
import io.kinolake.udfs.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds of every captioner. */
abstract class BaseCaptionerTest {

  /** A captioner with settings of its own. */
  abstract Captioner captioner() throws IOException;

  /** Opens it; without a server or footage where it would need one. */
  abstract CaptionWriter open(Captioner captioner) throws IOException;

  /** A clip that it can caption. */
  abstract ClipToCaption goodClip() throws IOException;

  /** A clip that it cannot caption, if there are such. */
  abstract List<ClipToCaption> badClips() throws Exception;

  @Test
  void namesAreShortAndFingerprintsStable() throws Exception {
    assertThat(captioner().name()).matches("[a-z]+");
    assertThat(captioner().fingerprint()).isEqualTo(captioner().fingerprint());
    assertThat(captioner().needs()).isNotEmpty();
  }

  @Test
  void aCaptionerSurvivesSerialisation() throws Exception {
    Captioner captioner = captioner();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new CaptionClips(List.of(captioner)));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      CaptionClips copy = (CaptionClips) in.readObject();
      assertThat(copy.parts()).isEqualTo(new CaptionClips(List.of(captioner)).parts());
    }
  }

  @Test
  void aCaptionIsOfItsClipAndCaptionerAndTheSameTwice() throws Exception {
    try (CaptionWriter writer = open(captioner())) {
      Caption caption = TestingClips.captionOf(writer.caption(List.of(goodClip())).get(0));
      assertThat(caption.clip()).isEqualTo(goodClip().clip().id());
      assertThat(caption.captioner()).isEqualTo(captioner().name());
      assertThat(caption.text()).isEqualTo(caption.text().strip());
      assertThat(TestingClips.captionOf(writer.caption(List.of(goodClip())).get(0)))
          .isEqualTo(caption);
    }
  }

  @Test
  void aBadClipFailsAloneAndInItsPlace() throws Exception {
    try (CaptionWriter writer = open(captioner())) {
      for (ClipToCaption bad : badClips()) {
        List<Outcome<Caption>> outcomes = writer.caption(List.of(goodClip(), bad, goodClip()));
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Produced.class);
        assertThat(TestingClips.failureOf(outcomes.get(1)).message()).isNotBlank();
        assertThat(outcomes.get(2)).isEqualTo(outcomes.get(0));
      }
    }
  }
}
