package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;
import static io.kinolake.schemas.failure.FailureCode.TOO_MANY_FAILURES;

import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.LongSeries;
import io.kinolake.jobs.frame.ObjectSeries;
import io.kinolake.jobs.frame.Series;
import io.kinolake.models.weights.ModelFolder;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.caption.Captioner;
import io.kinolake.udfs.caption.LlavaCaptioner;
import io.kinolake.udfs.caption.OpenAiCaptioner;
import io.kinolake.udfs.caption.OpenAiSettings;
import io.kinolake.udfs.caption.Prompt;
import io.kinolake.udfs.caption.Question;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tools.caption.caption_llava}: writes a caption of each row. */
@Command(
    mixinStandardHelpOptions = true,
    description =
        "Caption every row with LLaVA and write path, text and num_frames to META_caption_partN"
            + " beside META, one part for each of --dp-size.",
    footer = {
      "",
      "A row that gets no caption is left out and named on the error stream.",
      "Example: tools.caption.caption_llava meta.csv --dp-size 1 --model-path llava-v1.5-7b",
      "Example: tools.caption.caption_llava meta.csv --server http://localhost:8000/v1",
      "Example: tools.caption.caption_llava meta.csv --dp-size 2 --tp-size 2 --devices 0,1,2,3"
          + " --model-path llava --server-command 'vllm serve /models/llava-v1.6-34b-hf"
          + " --served-model-name llava --host 127.0.0.1 --port {port}"
          + " --tensor-parallel-size {devices}'"
    })
final class CaptionLlavaCommand implements Callable<Integer> {
  @Parameters(paramLabel = "META", description = "The table of videos and images.")
  private String meta = "";

  @Option(
      names = "--model-path",
      description = "Folder of a published LLaVA 1.5; with a server, the model's name there.")
  private String modelPath = "liuhaotian/llava-v1.6-34b";

  @Option(names = "--prompt", description = "What is asked, such as video or image-3ex.")
  private String prompt = Prompt.VIDEO_F1_DETAIL_3EX.id();

  @Option(names = "--resize", description = "Larger frames are scaled to this shorter side.")
  private int resize = Question.SHORTER_SIDE;

  @Option(names = "--num-frames", description = "Frames of a video that are shown: 1, 2 or 3.")
  private int frames = 1;

  @Option(names = "--max-tokens", description = "The longest answer.")
  private int maxTokens = Question.MAX_TOKENS;

  @Option(names = "--dp-size", description = "Rows handled at a time, and parts written.")
  private int tasks = 4;

  @Option(names = "--bs", description = "Accepted; every task asks about one row at a time.")
  private int batch = 16;

  @Option(names = "--num-workers", description = "Accepted; frames are read as they are needed.")
  private int workers = 4;

  @Option(names = "--prefetch-factor", description = "Accepted; as --num-workers.")
  private int prefetch = 8;

  @Mixin private ChatServerOptions servers = new ChatServerOptions();

  @Mixin private DeviceOptions device = new DeviceOptions();

  private final DropInContext context;
  private final TableFiles tables;

  CaptionLlavaCommand(DropInContext context) {
    this.context = context;
    this.tables = new TableFiles(context);
  }

  @Override
  public Integer call() throws IOException {
    if (!tables.exists(meta)) {
      context.out().printf("Meta file '%s' not found. Exit.%n", meta);
      return 0;
    }
    requireSizes();
    Frame table = tables.read(meta);
    TextCells path = TextCells.of(table, "path");
    requireKind(table, path);
    if (servers.isModelHere()) {
      device.networks(); // fails before a model is read
    }
    TaskPlaces places = servers.places(tasks, device.settings());
    try (RowCaptioner captioner = new RowCaptioner(context, captioner(), places)) {
      caption(table, path, captioner);
    }
    return 0;
  }

  private void caption(Frame table, TextCells path, RowCaptioner captioner) throws IOException {
    WorkerOptions concurrency = new WorkerOptions();
    concurrency.workers = Optional.of(tasks);
    List<Optional<RowCaptioner.Captioned>> captions =
        CrashGuard.of("caption_llava", context.resolve(meta))
            .map(
                table.rows(),
                concurrency,
                row -> path.column().text(row),
                row -> caption(table, path, row, captioner),
                row -> leftOut(path, row, "it makes native code crash"));
    long failed = captions.stream().filter(Optional::isEmpty).count();
    if (failed == table.rows() && failed > 0) {
      throw new KinolakeException(
          TOO_MANY_FAILURES, "None of the %d rows could be captioned.".formatted(failed));
    }
    int size = (table.rows() + tasks - 1) / tasks;
    for (int part = 0; part < tasks; part++) {
      int start = Math.min(part * size, table.rows());
      write(part, captions.subList(start, Math.min(start + size, table.rows())));
    }
    if (failed > 0) {
      context.err().printf("%d rows could not be captioned and are left out.%n", failed);
    }
  }

  private Optional<RowCaptioner.Captioned> caption(
      Frame table, TextCells path, int row, RowCaptioner captioner) {
    try {
      return Optional.of(captioner.caption(table, path.require(row), row));
    } catch (KinolakeException e) {
      return leftOut(path, row, e.failure().message());
    } catch (InvalidPathException e) {
      return leftOut(path, row, "not a file name");
    }
  }

  private Optional<RowCaptioner.Captioned> leftOut(TextCells path, int row, String reason) {
    context.err().printf("No caption for '%s': %s%n", path.column().text(row), reason);
    return Optional.empty();
  }

  private void write(int part, List<Optional<RowCaptioner.Captioned>> captions) throws IOException {
    List<RowCaptioner.Captioned> made = captions.stream().flatMap(Optional::stream).toList();
    Map<String, Series> columns = new LinkedHashMap<>();
    columns.put("path", ObjectSeries.of(made.stream().map(RowCaptioner.Captioned::path).toList()));
    columns.put("text", ObjectSeries.of(made.stream().map(RowCaptioner.Captioned::text).toList()));
    columns.put(
        "num_frames",
        new LongSeries(made.stream().mapToLong(RowCaptioner.Captioned::frames).toArray()));
    String output =
        PythonPath.withoutExtension(meta)
            + "_caption_part%d".formatted(part)
            + PythonPath.extension(meta);
    tables.write(new Frame(columns, made.size()), output);
    context.out().printf("Saved %d captions to %s.%n", made.size(), output);
  }

  private Captioner captioner() {
    Question question = new Question(Prompt.of(prompt, BAD_ARGUMENT), frames, resize, maxTokens, 2);
    return servers
        .place()
        .<Captioner>map(
            place ->
                new OpenAiCaptioner(
                    new OpenAiSettings(
                        place,
                        modelPath,
                        servers.keyVariable(),
                        question,
                        OpenAiSettings.Traffic.DEFAULT)))
        .orElseGet(
            () ->
                new LlavaCaptioner(
                    ModelFolder.of(context.resolve(modelPath), LlavaCaptioner.PUBLISHED),
                    question,
                    1));
  }

  private void requireSizes() {
    if (tasks < 1 || batch < 1 || workers < 0 || prefetch < 1) {
      throw new KinolakeException(
          BAD_ARGUMENT, "--dp-size, --bs and --prefetch-factor must be 1 or more.");
    }
    servers.require(tasks);
  }

  /** As the original does: what is asked must suit the first row. */
  private void requireKind(Frame table, TextCells path) {
    if (table.rows() == 0) {
      return;
    }
    boolean image = MediaExtensions.isImage(path.require(0));
    if (image != prompt.startsWith("image")) {
      throw new KinolakeException(
          BAD_ARGUMENT,
          "The prompt '%s' does not suit the first row, '%s', which is %s."
              .formatted(prompt, path.require(0), image ? "an image" : "a video"));
    }
  }
}
