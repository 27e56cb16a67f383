package io.kinolake.jobs.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.probe.MediaProber;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.Rational;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCutCommand {
  private static final String MODULE = "tools.scene_cut.cut";

  @TempDir private Path folder;

  @Test
  void clipsHoldExactlyTheFramesOfTheirScenes() throws IOException {
    Path footage = SharedData.require("footage/bikes.mp4");
    meta(
        "path,timestamp\n%s,\"[('00:00:00.000', '00:00:01.200'), ('00:00:01.200', '00:00:03.040')]\"\n"
            .formatted(footage));

    GoldenFiles.Run run = run("--save_dir", "clips", "--shorter_size", "128");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(probe("clips/bikes_scene-0.mp4").timing().frames()).isEqualTo(30);
    MediaInfo second = probe("clips/bikes_scene-1.mp4");
    assertThat(second.timing().frames()).isEqualTo(46);
    assertThat(second.format().display()).isEqualTo(new FrameSize(302, 128));
    assertThat(second.audioCodecs()).isEmpty();
    assertThat(GoldenFiles.contents(folder)).hasSize(3);
  }

  @Test
  void onlyTheFirstSecondsOfALongSceneAreKept() throws IOException {
    Path footage = SharedData.require("footage/bikes.mp4");
    meta("path,timestamp\n%s,\"[('0:0:1.5', '0:0:9.9')]\"\n".formatted(footage));

    GoldenFiles.Run run = run("--save_dir", "c", "--max_seconds", "2", "--target_fps", "10");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(probe("c/bikes_scene-0.mp4").timing().frames()).isEqualTo(20);
  }

  @Test
  void clipsOfAMadeVideoHoldExactlyTheFramesOfTheirScenes() throws IOException {
    film(75);
    meta(
        "path,timestamp\nfilm.mp4,\"[('00:00:00.000', '00:00:01.200'), ('00:00:01.200', '00:00:03.000')]\"\n");

    GoldenFiles.Run run = run("--save_dir", "clips", "--shorter_size", "96");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo("Saved 2 clips to clips.\n");
    assertThat(numbers("clips/film_scene-0.mp4")).isEqualTo(range(0, 30));
    assertThat(numbers("clips/film_scene-1.mp4")).isEqualTo(range(30, 75));
    MediaInfo clip = probe("clips/film_scene-1.mp4");
    assertThat(clip.format().display()).isEqualTo(new FrameSize(144, 96));
    assertThat(clip.audioCodecs()).isEmpty();
    assertThat(GoldenFiles.contents(folder)).hasSize(4);
  }

  @Test
  void lengthAndRateOfClipsOfAMadeVideoAreThoseAskedFor() throws IOException {
    film(100);
    meta("path,timestamp\nfilm.mp4,\"[('0:0:0', '0:0:0.4'), ('0:0:1', '0:0:3.9')]\"\n");

    GoldenFiles.Run run =
        run("--save_dir", "c", "--min_seconds", "1", "--max_seconds", "2", "--target_fps", "5");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("Saved 1 clips to c.\n");
    List<Integer> numbers = numbers("c/film_scene-1.mp4");
    assertThat(numbers).hasSize(10).isSorted().doesNotHaveDuplicates();
    assertThat(numbers).allSatisfy(number -> assertThat(number).isBetween(25, 74));
  }

  @Test
  void aBadRowNeverCostsTheClipsOfAMadeVideo() throws IOException {
    film(50);
    meta(
        """
        path,timestamp
        none.mp4,"[('0:0:0', '0:0:1')]"
        film.mp4,"[('0:0:5', '0:0:5'), ('0:0:0', '0:0:1')]"
        """);

    GoldenFiles.Run run = run("--save_dir", "clips");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("Failed 'none.mp4'").contains("holds no frame");
    assertThat(numbers("clips/film_scene-1.mp4")).isEqualTo(range(0, 25));
  }

  @Test
  void aBadRowIsReportedAndTheOthersAreCut() throws IOException {
    Path footage = SharedData.require("footage/bikes.mp4");
    meta(
        """
        path,timestamp
        none.mp4,"[('0:0:0', '0:0:1')]"
        %1$s,
        %1$s,"[('0:0:0', '0:0:60')]"
        %1$s,"[('0:0:5', '0:0:5'), ('0:0:0', '0:0:1')]"
        """
            .formatted(footage));

    GoldenFiles.Run run = run("--save_dir", "clips");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("Failed 'none.mp4'")
        .contains("timestamp column holds nothing")
        .contains("The time stamp '0:0:60' is not a time")
        .contains("holds no frame");
    assertThat(folder.resolve("clips/bikes_scene-1.mp4")).exists();
    assertThat(run.out()).isEqualTo("Saved 1 clips to clips.\n");
  }

  @Test
  void clipsNeverLeaveTheOutputFolder() throws IOException {
    meta("path,relpath\nv/a.mp4,../a.mp4\nv/b.mp4,/etc/b.mp4\n");

    GoldenFiles.Run run = run("--save_dir", "clips");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines().filter(line -> line.contains("leads out of"))).hasSize(2);
  }

  @Test
  void rowsThatWouldWriteTheSameFileAreToldApart() throws IOException {
    meta("path\na/v.mp4\nb/v.mp4\n");

    GoldenFiles.Run run = run("--save_dir", "clips");

    assertThat(run.err()).contains("Failed 'b/v.mp4': 'a/v.mp4' has clips of the same names");
  }

  private void film(int frames) {
    VideoSettings settings = VideoSettings.mp4(new FrameSize(192, 128), new Rational(25, 1));
    NumberedVideo.constant(settings.withGroups(12, 0), frames).write(folder.resolve("film.mp4"));
  }

  private List<Integer> numbers(String clip) {
    return NumberedClips.numbers(folder.resolve(clip));
  }

  private static List<Integer> range(int start, int end) {
    return IntStream.range(start, end).boxed().toList();
  }

  private void meta(String csv) throws IOException {
    Files.writeString(folder.resolve("meta.csv"), csv);
  }

  private GoldenFiles.Run run(String... more) {
    List<String> arguments = new ArrayList<>(List.of("meta.csv"));
    arguments.addAll(List.of(more));
    return GoldenFiles.run(MODULE, arguments, folder);
  }

  private MediaInfo probe(String clip) {
    return new MediaProber(MediaLimits.DEFAULT).probe(folder.resolve(clip));
  }
}
