package io.kinolake.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.measure.FramePictures;
import io.kinolake.schemas.tables.Sample;
import io.kinolake.schemas.tables.SampleTable;
import io.kinolake.training.cli.SampleCommands.Ended;
import io.kinolake.training.data.DeltaRows;
import io.kinolake.training.sample.TinyModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share the videos of prompts. */
class TestSharedSampling {
  @TempDir private Path folder;
  private Path model;
  private Path prompts;

  @BeforeEach
  void writeModel() throws IOException {
    model = TinyModels.flow(folder.resolve("model"), false);
    prompts = Files.writeString(folder.resolve("prompts.txt"), "one\ntwo\nthree\n");
  }

  @Test
  void twoProcessesLeaveTheFilesOfOneBitForBitAndGoOnToo() throws IOException {
    sampled("one");
    Path out = sampled("two", "--nproc", "2");

    assertSameFiles(out, folder.resolve("one"));
    assertThat(rows(out)).extracting(Sample::prompt).containsExactly("one", "two", "three");
    assertThat(rows(out).stream().map(Sample::guide).toList())
        .isEqualTo(rows(folder.resolve("one")).stream().map(Sample::guide).toList());

    Files.delete(SampleCommands.video(out, 0));
    Files.delete(SampleCommands.video(out, 2));
    assertThat(sample("two", "--nproc", "2").said()).contains("2 videos made, 1 were there");
    assertSameFiles(out, folder.resolve("one"));
  }

  @Test
  void processesThatShareTheTransformerMakeTheVideosOfOne() throws IOException {
    prompts = Files.writeString(folder.resolve("prompts.txt"), "one\ntwo\n");
    Path one = sampled("one", "--guidance", "2");
    Path shared = sampled("shared", "--guidance", "2", "--tp", "2");

    for (int i = 0; i < 2; i++) {
      assertThat(difference(SampleCommands.video(shared, i), SampleCommands.video(one, i)))
          .isLessThan(0.2);
    }
    assertThat(difference(SampleCommands.video(one, 0), SampleCommands.video(one, 1)))
        .isGreaterThan(5);
    assertThat(rows(shared).stream().map(Sample::guide).toList())
        .isEqualTo(rows(one).stream().map(Sample::guide).toList());
    assertThat(shared.resolve("video_grid.mp4")).exists();
    assertThat(sample("shared", "--guidance", "2", "--tp", "2").said())
        .contains("0 videos made, 2 were there");
  }

  @Test
  void aProcessThatFailsIsNamedWithItsVideo() throws IOException {
    model = TinyModels.overflowing(folder.resolve("overflowing"));

    Ended ended = sample("out", "--nproc", "2");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.said())
        .containsPattern(
            "Rank [01] failed with exit code 1, at step 1 with the clip video_[01].mp4")
        .contains("was not made", "NaN");
    assertThat(folder.resolve("out/videos")).isEmptyDirectory();
  }

  @Test
  void divisionsThatCannotBeAreRefusedBeforeAnythingIsMade() {
    assertRefused(sample("out", "--nproc", "3", "--tp", "2"), "3 ranks cannot be shared out");
    assertRefused(sample("out", "--tp", "3"), "2 attention heads cannot be shared by TP 3");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void openSorasTransformerIsNotShared() throws IOException {
    model = TinyModels.diffusion(folder.resolve("diffusion"));
    String[] shared = {"--nproc", "2", "--tp", "2"};

    assertRefused(
        SampleCommands.sample("opensora", model, prompts, folder.resolve("out"), shared),
        "--tp shares Step-Video's transformer only");
  }

  private Path sampled(String name, String... more) {
    Ended ended = sample(name, more);
    assertThat(ended.code()).as(ended.said()).isZero();
    return folder.resolve(name);
  }

  private Ended sample(String name, String... more) {
    return SampleCommands.sample("t2v", model, prompts, folder.resolve(name), more);
  }

  private static void assertRefused(Ended ended, String says) {
    assertThat(ended.code()).as(ended.said()).isEqualTo(2);
    assertThat(ended.said()).contains(says);
  }

  /** But for the table, whose files have names by chance. */
  private static void assertSameFiles(Path found, Path due) throws IOException {
    assertThat(files(found)).isEqualTo(files(due));
    for (Path file : files(due)) {
      assertThat(found.resolve(file)).hasSameBinaryContentAs(due.resolve(file));
    }
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(root::relativize)
          .filter(file -> !file.startsWith("samples"))
          .sorted()
          .toList();
    }
  }

  /** The mean difference of all pixels, in levels of 255. */
  private static double difference(Path found, Path due) {
    byte[] left = pixels(found);
    byte[] right = pixels(due);
    assertThat(left).hasSameSizeAs(right);
    long sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += Math.abs(Byte.toUnsignedInt(left[i]) - Byte.toUnsignedInt(right[i]));
    }
    return (double) sum / left.length;
  }

  private static byte[] pixels(Path video) {
    ByteArrayOutputStream levels = new ByteArrayOutputStream();
    try (VideoDecoder decoder = VideoDecoder.open(video, DecodeOptions.DEFAULT);
        FramePictures pictures =
            new FramePictures(
                decoder.stream().rotationDegrees(), decoder.stream().sampleAspect())) {
      while (decoder.advance()) {
        AVFrame frame = decoder.frame().avFrame();
        levels.writeBytes(pictures.color(frame, pictures.fullSize(frame)).toRgbLevels());
      }
    }
    return levels.toByteArray();
  }

  private static List<Sample> rows(Path out) {
    return new DeltaRows<>(out.resolve("samples"), SampleTable.SCHEMA)
        .read().stream().sorted(Comparator.comparing(Sample::path)).toList();
  }
}
