package io.kinolake.jobs.dropin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.models.networks.llava.TinyLlava;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a chat server on this machine in place of a model. */
class TestCaptionLlavaCommand {
  private static final String MODULE = "tools.caption.caption_llava";
  private static final String ANSWER = "A grey square counts, slowly.";

  @TempDir private Path folder;

  private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          requests.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          byte[] answer =
              """
              {"model": "m", "choices": [{"message": {"content": "%s\\n"}, "finish_reason": "stop"}]}
              """
                  .formatted(ANSWER)
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void everyTaskWritesItsPartOfPathTextAndFrames() throws IOException {
    writeTable();
    GoldenFiles.Run run = run("--dp-size", "2", "--tp-size", "8", "--max-tokens", "77");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("No caption for 'broken.mp4'").contains("1 rows could not");
    assertThat(folder.resolve("meta_caption_part0.csv"))
        .hasContent(
            "path,text,num_frames\na.mp4,\"%s\",30\nb.mp4,\"%s\",12\n".formatted(ANSWER, ANSWER));
    assertThat(folder.resolve("meta_caption_part1.csv"))
        .hasContent("path,text,num_frames\na.mp4,\"%s\",30\n".formatted(ANSWER));
    assertThat(requests)
        .hasSize(3)
        .allSatisfy(
            request ->
                assertThat(request)
                    .contains("\"model\":\"liuhaotian/llava-v1.6-34b\"")
                    .contains("\"max_tokens\":77")
                    .containsOnlyOnce("data:image/jpeg"));
  }

  @Test
  void anUnknownPromptIsAWrongArgument() throws IOException {
    writeTable();
    GoldenFiles.Run run = run("--prompt", "nope");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("There is no prompt 'nope'; use image,");
    assertThat(requests).isEmpty();
  }

  @Test
  void severalDevicesForOneTaskNeedAServer() throws IOException {
    writeTable();
    GoldenFiles.Run run = GoldenFiles.run(MODULE, List.of("meta.csv", "--tp-size", "2"), folder);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("--tp-size is 2").contains("--server");
  }

  @Test
  void aModelInThisProcessRunsOnTheDeviceThatIsNamed() throws IOException {
    writeTable();
    Path model = TinyLlava.write(folder.resolve("llava"), "Wide quiet harbour.");
    List<String> arguments =
        new ArrayList<>(List.of("meta.csv", "--dp-size", "1", "--max-tokens", "12"));
    arguments.addAll(List.of("--model-path", model.toString(), "--device", "cpu"));
    GoldenFiles.Run run = GoldenFiles.run(MODULE, arguments, folder);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(folder.resolve("meta_caption_part0.csv"))
        .content()
        .contains("a.mp4,Wide quiet harbour.,30\n", "b.mp4,Wide quiet harbour.,12\n");

    arguments.set(arguments.size() - 1, "gpu:7");
    GoldenFiles.Run elsewhere = GoldenFiles.run(MODULE, arguments, folder);
    assertThat(elsewhere.exitCode()).isEqualTo(2);
    assertThat(elsewhere.err().lines()).hasSize(1);
    assertThat(elsewhere.err()).contains("Device gpu:7 is not there");
  }

  @Test
  void aModelThatIsNotThereIsNamedWithWhatToFetch() throws IOException {
    writeTable();
    GoldenFiles.Run run =
        GoldenFiles.run(
            MODULE, List.of("meta.csv", "--model-path", "none", "--prompt", "video"), folder);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("There is no model").contains("Fetch liuhaotian/llava-v1.5-7b");
    assertThat(folder.resolve("meta_caption_part0.csv")).doesNotExist();
  }

  @Test
  void aPromptForImagesDoesNotSuitVideos() throws IOException {
    writeTable();
    GoldenFiles.Run run = run("--prompt", "image-3ex");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("'image-3ex' does not suit the first row, 'a.mp4'");
    assertThat(requests).isEmpty();
  }

  private GoldenFiles.Run run(String... more) {
    List<String> arguments = new ArrayList<>(List.of("meta.csv", "--server"));
    arguments.add("http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort()));
    arguments.addAll(List.of(more));
    return GoldenFiles.run(MODULE, arguments, folder);
  }

  private void writeTable() throws IOException {
    VideoSettings format = VideoSettings.mp4(new FrameSize(160, 96), new Rational(25, 1));
    NumberedVideo.constant(format, 30).write(folder.resolve("a.mp4"));
    NumberedVideo.constant(format, 12).write(folder.resolve("b.mp4"));
    Files.writeString(folder.resolve("broken.mp4"), "no video");
    Files.writeString(
        folder.resolve("meta.csv"),
        "path,num_frames,aes\na.mp4,7,5.5\nb.mp4,7,5.5\nbroken.mp4,7,5.5\na.mp4,7,5.5\n");
  }
}
