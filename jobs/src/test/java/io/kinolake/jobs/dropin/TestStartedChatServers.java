package io.kinolake.jobs.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captions of real processes that the command starts, with a stand-in for vLLM. */
class TestStartedChatServers {
  private static final String MODULE = "tools.caption.caption_llava";

  @TempDir private Path folder;

  @BeforeEach
  void writeTable() throws IOException {
    VideoSettings format = VideoSettings.mp4(new FrameSize(160, 96), new Rational(25, 1));
    NumberedVideo.constant(format, 12).write(folder.resolve("a.mp4"));
    Files.writeString(
        folder.resolve("meta.csv"), "path\na.mp4\na.mp4\na.mp4\na.mp4\na.mp4\na.mp4\n");
  }

  @Test
  void everyTaskHasAServerWithDevicesOfItsOwnUntilTheCommandEnds() throws IOException {
    GoldenFiles.Run run =
        run(template(), "--dp-size", "2", "--tp-size", "2", "--devices", "3,1,4,5");

    assertThat(run.exitCode()).as(run.err()).isZero();
    for (String part : List.of("0", "1")) {
      assertThat(folder.resolve("meta_caption_part%s.csv".formatted(part)))
          .content()
          .startsWith("path,text,num_frames\n")
          .contains("a.mp4,A square counts.,12\n".repeat(3));
    }
    List<NotingChatServer.Notes> servers = NotingChatServer.in(folder);
    assertThat(servers)
        .extracting(NotingChatServer.Notes::started)
        .containsExactlyInAnyOrder(
            "cuda 3,1, ascend null, --tensor-parallel-size 2",
            "cuda 4,5, ascend null, --tensor-parallel-size 2");
    assertThat(servers).allSatisfy(server -> assertThat(server.asked()).isPositive());
    assertThat(servers.stream().mapToLong(NotingChatServer.Notes::asked).sum()).isEqualTo(6);
    assertGone(servers);
  }

  @Test
  void devicesAreOfTheKindThatIsNamedAndCountedFromItsNumber() throws IOException {
    GoldenFiles.Run run = run(template(), "--dp-size", "1", "--device", "npu:2");

    assertThat(run.exitCode()).as(run.err()).isZero();
    List<NotingChatServer.Notes> servers = NotingChatServer.in(folder);
    assertThat(servers)
        .extracting(NotingChatServer.Notes::started)
        .containsExactly("cuda null, ascend 2, --tensor-parallel-size 1");
    assertGone(servers);
  }

  @Test
  void aServerThatDoesNotStartIsOneSentenceAndNoFile() throws IOException {
    GoldenFiles.Run run = run("/no/such/vllm --port {port}", "--dp-size", "1");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("'/no/such/vllm' did not become ready");
    assertThat(folder.resolve("meta_caption_part0.csv")).doesNotExist();
  }

  @Test
  void optionsThatDoNotSuitEachOtherAreRefused() {
    assertRefused(
        run(template(), "--dp-size", "2", "--tp-size", "2", "--devices", "0,1,2"),
        "--devices names '0,1,2', but 2 servers of 2 devices need 4 different ones");
    assertRefused(run(template(), "--dp-size", "2", "--devices", "1,1"), "need 2 different ones");
    assertRefused(run("vllm serve x", "--dp-size", "1"), "has no {port}");
    assertRefused(run("vllm 'serve {port}", "--dp-size", "1"), "a quotation does not end");
    assertRefused(run(template(), "--server", "http://127.0.0.1:1/v1"), "give either");
    assertRefused(
        GoldenFiles.run(MODULE, List.of("meta.csv", "--devices", "0"), folder),
        "give --server-command as well");
  }

  private static void assertRefused(GoldenFiles.Run run, String reason) {
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains(reason);
  }

  private static void assertGone(List<NotingChatServer.Notes> servers) {
    for (NotingChatServer.Notes server : servers) {
      ProcessHandle.of(server.process())
          .ifPresent(process -> assertThat(process.onExit()).succeedsWithin(30, TimeUnit.SECONDS));
    }
  }

  private String template() {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String classes =
        NotingChatServer.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return "'%s' -cp '%s' %s --port {port} --tensor-parallel-size \"{devices}\" '%s'"
        .formatted(java, classes, NotingChatServer.class.getName(), folder);
  }

  private GoldenFiles.Run run(String template, String... more) {
    List<String> arguments = new ArrayList<>(List.of("meta.csv", "--server-command", template));
    arguments.addAll(List.of(more));
    return GoldenFiles.run(MODULE, arguments, folder);
  }
}
