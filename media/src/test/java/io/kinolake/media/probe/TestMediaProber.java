package io.kinolake.media.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.media.decode.AwkwardVideos;
import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.MediaKind;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.tables.DecodeVerdict;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestMediaProber {
  private static final MediaProber PROBER = new MediaProber(MediaLimits.DEFAULT);

  @TempDir static Path folder;
  private static Map<String, Path> files;

  @BeforeAll
  static void writeFiles() {
    files = AwkwardVideos.write(folder);
  }

  @Test
  void framesAndTimesAreThoseOfFullDecoding() {
    files.forEach(
        (name, file) -> {
          FrameTiming timing = PROBER.probe(file).timing();
          long frames = 0;
          long start = 0;
          long end = 0;
          try (VideoDecoder decoder = VideoDecoder.open(file, DecodeOptions.DEFAULT)) {
            while (decoder.advance()) {
              start = frames++ == 0 ? decoder.frame().timeUs() : start;
              end = decoder.frame().endUs();
            }
          }
          assertThat(timing.frames()).as(name).isEqualTo(frames);
          assertThat(timing.range()).as(name).isEqualTo(new TimeRange(start, end));
        });
  }

  @Test
  void onlyUnevenGapsCountAsVariable() {
    files.forEach(
        (name, file) -> {
          FrameTiming timing = PROBER.probe(file).timing();
          assertThat(timing.variable()).as(name).isEqualTo(name.startsWith("variable"));
          if (!timing.variable()) {
            assertThat(timing.averageRate()).as(name).isEqualTo(new Rational(25, 1));
          }
        });
  }

  @Test
  void keyFramesAreListedByTime() {
    assertThat(PROBER.probe(files.get("bframes.mp4")).timing().keyFramesUs())
        .startsWith(0L, 480_000L, 960_000L);
  }

  @Test
  void rotationAndSampleAspectMakeTheDisplaySize() {
    MediaInfo info = PROBER.probe(files.get("turned.mp4"));
    assertThat(info.format().rotationDegrees()).isEqualTo(90);
    assertThat(info.format().sampleAspect()).isEqualTo(new Rational(4, 3));
    assertThat(info.format().coded()).isEqualTo(new FrameSize(128, 96));
    assertThat(info.format().display()).isEqualTo(new FrameSize(96, 171));
  }

  @Test
  void audioStreamsAreNamed() {
    assertThat(PROBER.probe(files.get("audio.mp4")).audioCodecs()).containsExactly("aac");
  }

  @Test
  void anImageIsOneFrameWithoutRate() throws IOException {
    for (String format : new String[] {"png", "jpg", "bmp", "gif"}) {
      Path file = folder.resolve("image %03d." + format);
      BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
      assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
      MediaInfo info = PROBER.probe(file);
      assertThat(info.timing().frames()).as(format).isEqualTo(1);
      assertThat(info.format().display()).as(format).isEqualTo(new FrameSize(40, 30));
      if (!format.equals("gif")) {
        assertThat(info.kind()).as(format).isEqualTo(MediaKind.IMAGE);
        assertThat(info.timing().averageRate().isKnown()).as(format).isFalse();
      }
    }
  }

  @Test
  void verifyingFindsTheFirstDamage() throws IOException {
    DecodeVerifier verifier = new DecodeVerifier(DecodeOptions.DEFAULT);
    Path good = files.get("bframes.mp4");
    DecodeVerdict verdict = verifier.verify(good, AwkwardVideos.FRAMES);
    assertThat(verdict.isIntact()).isTrue();
    assertThat(verdict.framesDecoded()).isEqualTo(AwkwardVideos.FRAMES);

    byte[] bytes = Files.readAllBytes(files.get("h264.ts"));
    Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 4000, (byte) 0x5a);
    Path damaged = Files.write(folder.resolve("damaged.ts"), bytes);
    assertThat(verifier.verify(damaged, AwkwardVideos.FRAMES).isIntact()).isFalse();
  }
}
