package io.kinolake.jobs.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.TableFormat;
import io.kinolake.jobs.tables.SharedSpark;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delta tables wherever CSV files do. */
@Tag(SharedSpark.OWN_PROCESS)
class TestDropInDelta {
  private static final String DATAUTIL = "tools.datasets.datautil";

  @TempDir private Path folder;

  @Test
  void fromAFolderOfVideosToClipsEveryTableMayBeDelta() throws IOException {
    film("videos/a/long.mp4", 60);
    film("videos/short.mp4", 20);

    run("tools.datasets.convert", "video", "videos", "--output", "meta");
    assertThat(delta("meta").names()).containsExactly("path", "id", "relpath");

    run(DATAUTIL, "meta", "--video-info", "--fmin", "30");
    Frame filtered = delta("meta_vinfo_fmin30.delta");
    assertThat(filtered.rows()).isEqualTo(1);
    assertThat(filtered.column("num_frames").text(0)).isEqualTo("60");

    run("tools.scene_cut.scene_detect", "meta_vinfo_fmin30.delta");
    Frame scenes = delta("meta_vinfo_fmin30_timestamp.delta");
    assertThat(scenes.names()).startsWith("path", "id", "relpath").endsWith("timestamp");
    assertThat(scenes.column("timestamp").text(0))
        .isEqualTo("[('00:00:00.000', '00:00:01.000'), ('00:00:01.000', '00:00:02.400')]");

    run("tools.scene_cut.cut", "meta_vinfo_fmin30_timestamp.delta", "--save_dir", "clips");
    assertThat(NumberedClips.numbers(folder.resolve("clips/a/long_scene-0.mp4")))
        .isEqualTo(IntStream.range(0, 25).boxed().toList());
    assertThat(NumberedClips.numbers(folder.resolve("clips/a/long_scene-1.mp4")))
        .isEqualTo(IntStream.range(25, 60).boxed().toList());
  }

  @Test
  void aNameMadeOfSuffixesEndsAsTheFormatAsksOrAsTheInputIs() throws IOException {
    Files.writeString(folder.resolve("m.csv"), "path,aes\na.mp4,6.5\nb.mp4,4.0\n");

    run(DATAUTIL, "m.csv", "--aesmin", "5", "--format", "delta");
    run(DATAUTIL, "m_aesmin5.0.delta", "--head", "1");
    run(DATAUTIL, "m_aesmin5.0.delta", "--sort", "aes", "--format", "csv");

    assertThat(GoldenFiles.rows(delta("m_aesmin5.0.delta")))
        .containsExactly(List.of("a.mp4", "6.5"));
    assertThat(delta("m_aesmin5_first_1_data.delta").rows()).isEqualTo(1);
    assertThat(folder.resolve("m_aesmin5_sort.csv")).hasContent("path,aes\na.mp4,6.5\n");
  }

  @Test
  void deltaTablesAndCsvFilesAreJoinedAndTakenFromEachOther() throws IOException {
    Files.writeString(folder.resolve("one.csv"), "path,aes\na.mp4,6.5\nb.mp4,4.0\n");
    Files.writeString(folder.resolve("two.csv"), "path,aes\nc.mp4,1.0\n");
    run(DATAUTIL, "one.csv", "--head", "9", "--output", "one");

    run(DATAUTIL, "one", "two.csv", "--output", "both.csv");
    run(DATAUTIL, "both.csv", "--difference", "one", "--output", "rest");

    assertThat(folder.resolve("both.csv"))
        .hasContent("path,aes\na.mp4,6.5\nb.mp4,4.0\nc.mp4,1.0\n");
    assertThat(GoldenFiles.rows(delta("rest"))).containsExactly(List.of("c.mp4", "1.0"));
  }

  private void film(String name, int frames) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    VideoSettings settings = VideoSettings.mp4(new FrameSize(192, 128), new Rational(25, 1));
    NumberedVideo.constant(settings, frames).withScenes(List.of(25)).write(file);
  }

  private Frame delta(String name) throws IOException {
    assertThat(TableFormat.isDelta(folder.resolve(name))).as(name).isTrue();
    return TableFormat.read(folder.resolve(name));
  }

  private void run(String module, String... arguments) {
    GoldenFiles.Run run = GoldenFiles.run(module, List.of(arguments), folder);
    assertThat(run.exitCode()).as(run.err()).isZero();
  }
}
