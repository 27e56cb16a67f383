package io.kinolake.media.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kinolake.media.SharedFolder;
import io.kinolake.media.decode.AwkwardVideos;
import io.kinolake.media.input.MediaInput;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.Rational;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index must tell what the packets tell, or nothing. */
final class TestIndexScan {
  private static final MediaProber PROBER = new MediaProber(MediaLimits.DEFAULT);
  private static final VideoSettings MP4 =
      VideoSettings.mp4(new FrameSize(128, 96), new Rational(25, 1));

  @TempDir Path folder;

  @Test
  void awkwardFilesAreTheSameByIndexAndByPackets() {
    AwkwardVideos.write(folder)
        .forEach(
            (name, file) -> {
              boolean hasIndex = name.endsWith(".mp4") || name.endsWith(".mov");
              Optional<MediaInfo> info = PROBER.probeByIndex(file);
              assertThat(info.isPresent())
                  .as(name)
                  .isEqualTo(hasIndex && !name.equals("fragments.mp4"));
              info.ifPresent(
                  found -> assertThat(found).as(name).isEqualTo(PROBER.probeByPackets(file)));
            });
  }

  @Test
  void filesOfAnyShapeAreTheSameByIndexAndByPackets() {
    Random random = new Random(11);
    for (int round = 0; round < 40; round++) {
      VideoSettings settings =
          MP4.withEncoder("mpeg4")
              .withGroups(1 + random.nextInt(30), random.nextInt(4))
              .withContainer(random.nextBoolean() ? "mp4" : "mov")
              .withTimeBase(new Rational(1, 1000));
      if (random.nextBoolean()) {
        settings = settings.withMuxerOptions(Map.of("movflags", "+negative_cts_offsets"));
      }
      List<Long> times = new ArrayList<>();
      long time = random.nextInt(1000) - 200L;
      int frames = 1 + random.nextInt(200);
      for (int frame = 0; frame < frames; frame++) {
        times.add(time);
        time += round % 2 == 0 ? 40 : 20 + random.nextInt(80);
      }
      Path file = NumberedVideo.variable(settings, times, 40).write(folder.resolve(round + ".mp4"));
      MediaInfo byPackets = PROBER.probeByPackets(file);
      PROBER
          .probeByIndex(file)
          .ifPresent(byIndex -> assertThat(byIndex).as("round " + file).isEqualTo(byPackets));
    }
  }

  @Test
  void realClipsAreTheSameByIndexAndByPackets() throws IOException {
    Optional<Path> shared = SharedFolder.find();
    assumeTrue(shared.isPresent(), "No folder of footage; set -Dkinolake.shared");
    try (Stream<Path> clips = Files.list(shared.orElseThrow().resolve("footage"))) {
      for (Path file : clips.filter(clip -> clip.toString().endsWith(".mp4")).toList()) {
        assertThat(PROBER.probeByIndex(file))
            .as(file.toString())
            .contains(PROBER.probeByPackets(file));
      }
    }
  }

  @Test
  void littleOfALongFileIsRead() throws IOException {
    Path file =
        NumberedVideo.constant(MP4.withEncoder("mjpeg").withPixelFormat("yuvj420p"), 3000)
            .write(folder.resolve("long.mp4"));
    try (MediaInput input = MediaInput.open(file, MediaLimits.DEFAULT);
        IndexScan scan = new IndexScan(input, MediaLimits.DEFAULT, new StreamProperties())) {
      assertThat(scan.read()).map(FrameTiming::frames).contains(3000L);
      assertThat(input.context().pb().bytes_read()).isLessThan(Files.size(file) / 5);
    }
  }

  @Test
  void aFileThatLacksItsEndIsReadByPacketsAndRefused() throws IOException {
    Path whole =
        NumberedVideo.constant(
                MP4.withGroups(12, 0).withMuxerOptions(Map.of("movflags", "+faststart")), 200)
            .write(folder.resolve("whole.mp4"));
    byte[] bytes = Files.readAllBytes(whole);
    for (int missing : new int[] {1, 100, bytes.length / 3}) {
      Path cut =
          Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(bytes, bytes.length - missing));
      assertThat(PROBER.probeByIndex(cut)).as("%d bytes missing", missing).isEmpty();
      assertThatThrownBy(() -> PROBER.probe(cut))
          .isInstanceOfSatisfying(
              KinolakeException.class,
              e -> assertThat(e.failure().code()).isEqualTo(FailureCode.TRUNCATED));
    }
  }

  @Test
  void damagedTablesNeverTellAnythingElse() throws IOException {
    Path whole =
        NumberedVideo.constant(MP4.withEncoder("mpeg4").withGroups(12, 2), 60)
            .write(folder.resolve("whole.mp4"));
    byte[] bytes = Files.readAllBytes(whole);
    int tables = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("moov");
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      byte[] damaged = bytes.clone();
      damaged[tables + random.nextInt(bytes.length - tables)] = (byte) random.nextInt();
      Path file = Files.write(folder.resolve("damaged.mp4"), damaged);
      Object byIndex = outcome(() -> PROBER.probeByIndex(file));
      if (!byIndex.equals(Optional.empty()) && byIndex instanceof Optional<?> info) {
        assertThat(info.get())
            .as("round %d", round)
            .isEqualTo(outcome(() -> PROBER.probeByPackets(file)));
      }
    }
  }

  private static Object outcome(Supplier<Object> probe) {
    try {
      return probe.get();
    } catch (KinolakeException e) {
      return e.failure().code();
    }
  }
}
