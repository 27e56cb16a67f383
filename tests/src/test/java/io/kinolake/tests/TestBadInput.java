package io.kinolake.tests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.media.encode.AudioEncoder;
import io.kinolake.media.encode.MediaOutput;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.ProbeTable;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.schemas.tables.VideoTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One folder of good and bad files, run once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestBadInput {
  private static final VideoSettings SETTINGS =
      VideoSettings.mp4(new FrameSize(320, 240), new Rational(25, 1));
  private static final String ODD_NAME = "-od\"d 'näme' 100%20 \n日本.mp4";
  private static final List<String> GOOD = List.of("good.mp4", "other.mp4", "third.mp4", ODD_NAME);

  private Path folder;
  private Path videos;
  private PipelineHarness harness;
  private LakeReader lake;
  private ServerSocket host;
  private PipelineHarness.Result result;
  private List<Row> afterRemoval;

  @BeforeAll
  void runOnce(@TempDir Path temporary) throws IOException {
    folder = temporary;
    videos = Files.createDirectories(folder.resolve("videos"));
    harness = new PipelineHarness(folder.resolve("processes"));
    lake = new LakeReader(folder.resolve("warehouse"));
    host = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    writeGood();
    writeBad();
    Path gone = write("gone.mp4");
    assertThat(command("list", "--videos", videos.toString()).exitCode()).isZero();
    Files.delete(gone);
    assertThat(command("probe").exitCode()).isZero();
    afterRemoval = lake.live(ProbeTable.SCHEMA, idOf("gone.mp4"));
    result = command("run", "--videos", videos.toString());
  }

  @AfterAll
  void closeHost() throws IOException {
    host.close();
  }

  private void writeGood() throws IOException {
    for (String name : GOOD) {
      write(name);
    }
    Files.createSymbolicLink(Files.createDirectories(videos.resolve("loop")).resolve("up"), videos);
  }

  private void writeBad() throws IOException {
    Files.createFile(videos.resolve("empty.mp4"));
    byte[] whole = Files.readAllBytes(videos.resolve("good.mp4"));
    Files.write(videos.resolve("truncated.mp4"), Arrays.copyOf(whole, whole.length / 2));
    Files.writeString(videos.resolve("text.mp4"), "Not a film.\n".repeat(200), UTF_8);
    writeTone(videos.resolve("audio.mp4"));
    writeHugePicture(videos.resolve("huge.bmp"));
    Files.write(videos.resolve("absurd.mp4"), withAbsurdSize(whole));
    NumberedVideo.constant(
            SETTINGS.withMuxerOptions(Map.of("movflags", "+frag_keyframe+empty_moov")), 0)
        .write(videos.resolve("frameless.mp4"));
    String elsewhere = "http://127.0.0.1:" + host.getLocalPort() + "/a.mp4";
    Files.writeString(
        videos.resolve("playlist.mp4"),
        "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n" + elsewhere + "\n#EXT-X-ENDLIST\n",
        UTF_8);
    Files.writeString(
        videos.resolve("concat.mp4"),
        "ffconcat version 1.0\nfile good.mp4\nfile other.mp4\n",
        UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "empty.mp4, empty_file",
    "truncated.mp4, truncated",
    "text.mp4, not_media",
    "audio.mp4, no_video_stream",
    "huge.bmp, corrupt",
    "absurd.mp4, too_large",
    "frameless.mp4, no_frames",
    "playlist.mp4, forbidden_format",
    "concat.mp4, forbidden_format"
  })
  void aBadFileIsARowWithACodeAndASentence(String name, String code) {
    List<Row> rows = lake.live(ProbeTable.SCHEMA, idOf(name));

    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).<String>getAs(StageColumns.STATUS.name())).isEqualTo("failed");
    assertThat(rows.get(0).<String>getAs(StageColumns.ERROR_CODE.name())).isEqualTo(code);
    assertThat(rows.get(0).<String>getAs(StageColumns.ERROR_MESSAGE.name()))
        .contains(name)
        .endsWith(".");
  }

  @Test
  void aFileThatVanishedAfterItWasListedIsARow() {
    assertThat(afterRemoval).hasSize(1);
    assertThat(afterRemoval.get(0).<String>getAs(StageColumns.ERROR_CODE.name()))
        .isEqualTo("not_found");
    assertThat(lake.live(ProbeTable.SCHEMA, idOf("gone.mp4"))).isEmpty();
  }

  @Test
  void goodFilesAreCompleteWhateverLiesBesideThem() {
    assertThat(result.exitCode()).as(result.toString()).isZero();
    for (String name : GOOD) {
      List<Row> clips = lake.live(ClipTable.SCHEMA, idOf(name));
      assertThat(clips).as(name).hasSize(2);
      for (Row clip : clips) {
        assertThat(Path.of(clip.<String>getAs(ClipTable.CLIP_URI.name()))).isNotEmptyFile();
        assertThat(lake.live(ScoreTable.SCHEMA, clip.getAs(ClipTable.CLIP_ID.name())))
            .as(name)
            .hasSize(7)
            .allMatch(score -> score.getAs(StageColumns.STATUS.name()).equals("ok"));
      }
    }
  }

  @Test
  void aLinkThatGoesInCirclesListsNothingTwice() {
    assertThat(lake.live(VideoTable.SCHEMA)).hasSize(GOOD.size() + 9);
  }

  @Test
  void aPlaylistReachesNoHost() throws IOException {
    host.setSoTimeout(1);

    assertThatThrownBy(host::accept).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void aFolderThatIsNotThereIsOneSentence() {
    assertRefused(Map.of("--videos", folder.resolve("nowhere").toString()), "nowhere");
  }

  @Test
  void aTableWithoutAPathColumnIsOneSentence() throws IOException {
    Path table = Files.writeString(folder.resolve("list.csv"), "file,text\na.mp4,x\n", UTF_8);

    assertRefused(Map.of("--videos", table.toString()), "no column 'path'");
  }

  @Test
  void aMisspeltSettingIsToldTheRightOne() {
    assertRefused(
        Map.of("--videos", videos.toString(), "--set", "scenes.detectr=content"),
        "scenes.detector");
  }

  @Test
  void aConfigurationThatIsNotYamlIsToldItsLine() throws IOException {
    Path config = Files.writeString(folder.resolve("bad.yaml"), "scenes:\n  - [a\n", UTF_8);

    assertRefused(Map.of("--videos", videos.toString(), "--config", config.toString()), "bad.yaml");
  }

  private void assertRefused(Map<String, String> options, String words) {
    List<String> arguments = new java.util.ArrayList<>(List.of("run"));
    options.forEach((option, value) -> arguments.addAll(List.of(option, value)));
    arguments.addAll(List.of("--warehouse", folder.resolve("other").toString()));

    PipelineHarness.Result refused = harness.run(arguments.toArray(String[]::new));

    assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(2);
    assertThat(refused.err())
        .startsWith("kinolake: ")
        .contains(words)
        .doesNotContain("Exception")
        .doesNotContain("\tat ");
    assertThat(refused.err().strip().lines()).hasSizeLessThanOrEqualTo(2);
  }

  private PipelineHarness.Result command(String name, String... more) {
    List<String> arguments = new java.util.ArrayList<>(List.of(name));
    arguments.addAll(List.of("--warehouse", folder.resolve("warehouse").toString()));
    arguments.addAll(List.of(more));
    return harness.run(arguments.toArray(String[]::new));
  }

  private Path write(String name) {
    return NumberedVideo.constant(SETTINGS, 75).withScenes(List.of(40)).write(videos.resolve(name));
  }

  private String idOf(String name) {
    return VideoId.of(videos.resolve(name).toString()).value();
  }

  private static void writeTone(Path file) {
    int samples = 1024;
    try (MediaOutput output = MediaOutput.create(file, "mp4");
        AudioEncoder encoder = AudioEncoder.open(output, "aac", 48_000, 1);
        FloatPointer tone = new FloatPointer(samples);
        PointerPointer<FloatPointer> planes = new PointerPointer<>(1)) {
      planes.put(0, tone);
      output.start(Map.of());
      for (int piece = 0; piece < 50; piece++) {
        for (int i = 0; i < samples; i++) {
          tone.put(i, 0.2f * (float) Math.sin((piece * samples + i) * 0.06));
        }
        encoder.encode(planes, samples);
      }
      encoder.finish();
      output.finish();
    }
  }

  /** The same file with a header that claims pictures of more pixels than any limit allows. */
  private static byte[] withAbsurdSize(byte[] file) {
    byte[] absurd = file.clone();
    int entry = new String(file, ISO_8859_1).lastIndexOf("avc1");
    int size = entry + 4 + 24; // behind the type: 24 bytes, then width and height
    Arrays.fill(absurd, size, size + 4, (byte) 0x7f);
    return absurd;
  }

  /** A bitmap whose header promises more pixels than any memory holds. */
  private static void writeHugePicture(Path file) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    header.put("BM".getBytes(UTF_8)).putInt(1024).putInt(0).putInt(54);
    header.putInt(40).putInt(1_000_000).putInt(1_000_000).putShort((short) 1).putShort((short) 24);
    Files.write(file, header.array());
  }
}
