package io.kinolake.udfs.caption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.media.synth.FrameNumber;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.udfs.store.LocalMediaStore;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestDecodedStills {
  private static final FrameSize SIZE = new FrameSize(320, 240);
  private static final Rational RATE = new Rational(25, 1);
  private static final long FRAME_US = 40_000;

  @TempDir Path folder;

  private final DecodedStills stills = new DecodedStills(new LocalMediaStore());

  @Test
  void aVirtualClipShowsFramesOfItsRange() throws Exception {
    Path source = video(60);
    List<Stills.Still> found = stills.of(clip(source, 20, 50, true), List.of(3L, 15L, 27L), 336);
    assertThat(found).extracting(Stills.Still::index).containsExactly(3L, 15L, 27L);
    for (Stills.Still still : found) {
      assertThat(number(still)).isEqualTo(20 + (int) still.index());
    }
  }

  @Test
  void aClipWithAFileIsReadFromIt() throws Exception {
    Path file = video(30);
    assertThat(number(stills.of(clip(file, 0, 30, false), List.of(15L), 336).get(0))).isEqualTo(15);
  }

  @Test
  void onlyLargerPicturesAreScaled() throws Exception {
    Clip clip = clip(video(2), 0, 2, false);
    assertThat(picture(stills.of(clip, List.of(0L), 240).get(0)).getWidth()).isEqualTo(320);
    BufferedImage small = picture(stills.of(clip, List.of(0L), 60).get(0));
    assertThat(small.getWidth()).isEqualTo(80);
    assertThat(small.getHeight()).isEqualTo(60);
    assertThat(DecodedStills.within(new FrameSize(1080, 1920), 336))
        .isEqualTo(new FrameSize(336, 597));
  }

  @Test
  void aClipWithTooFewFramesIsTruncated() {
    Clip clip = clip(video(10), 0, 30, false);
    assertThatThrownBy(() -> stills.of(clip, List.of(3L, 15L), 336))
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.TRUNCATED))
        .hasMessageContaining("frame 15 is missing");
  }

  private Path video(int frames) {
    return NumberedVideo.constant(VideoSettings.mp4(SIZE, RATE), frames)
        .write(folder.resolve("numbered.mp4"));
  }

  private static Clip clip(Path file, long start, long end, boolean virtual) {
    return new Clip(
        new ClipId("c"),
        new VideoId("v"),
        0,
        0,
        "numbered_scene-0.mp4",
        file.toString(),
        virtual ? Optional.empty() : Optional.of(file.toString()),
        virtual ? CutMode.VIRTUAL : CutMode.ENCODE,
        new FrameRange(start, end),
        new TimeRange(start * FRAME_US, end * FRAME_US),
        new Clip.Content(end - start, RATE, SIZE, 0));
  }

  private static int number(Stills.Still still) throws IOException {
    BufferedImage picture = picture(still);
    return FrameNumber.read(
            picture.getWidth(), picture.getHeight(), (x, y) -> (picture.getRGB(x, y) >> 8) & 0xff)
        .orElseThrow();
  }

  private static BufferedImage picture(Stills.Still still) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(still.jpeg())));
  }
}
