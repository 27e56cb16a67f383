package io.kinolake.jobs.dropin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.ObjectSeries;
import io.kinolake.jobs.frame.Series;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tools.scene_cut.convert_id_to_path}: finds the files of a table of ids. */
@Command(
    mixinStandardHelpOptions = true,
    description = "Set path to FOLDER/ID.mp4 and tell which of the files are intact.",
    footer = {
      "",
      "Example: tools.scene_cut.convert_id_to_path meta.csv --folder_path videos --mode .mp4"
    })
final class IdToPathCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INTACT = "intact";

  @Parameters(paramLabel = "META", description = "The table with the column id.")
  private String meta = "";

  @Option(names = "--folder_path", required = true, description = "The folder of the videos.")
  private String folder = "";

  @Option(
      names = "--mode",
      description = ".mp4: the video opens; .json: ID.json tells of success; else all are intact.")
  private Optional<String> mode = Optional.empty();

  @Mixin private WorkerOptions workers = new WorkerOptions();

  private final DropInContext context;
  private final TableFiles tables;
  private final MediaFactsReader media = new MediaFactsReader();

  IdToPathCommand(DropInContext context) {
    this.context = context;
    this.tables = new TableFiles(context);
  }

  @Override
  public Integer call() throws IOException {
    if (!tables.exists(meta)) {
      context.out().printf("Meta file '%s' not found. Exit.%n", meta);
      return 0;
    }
    Frame table = tables.read(meta);
    Series id = table.column("id");
    List<Boolean> intact = Rows.map(table.rows(), workers, row -> isIntact(id.text(row)));
    var paths = new ArrayList<String>();
    for (int row = 0; row < table.rows(); row++) {
      paths.add(PythonPath.join(folder, id.text(row) + ".mp4"));
    }
    Frame located = table.with("path", ObjectSeries.of(paths));
    save(located.with(INTACT, Series.infer(intact)), "_path_intact");
    save(located.filter(intact::get), "_path-filtered");
    return 0;
  }

  private boolean isIntact(String id) {
    if (mode.isEmpty()) {
      return true;
    }
    try {
      return switch (mode.get()) {
        case ".mp4" -> opens(PythonPath.join(folder, id + ".mp4"));
        case ".json" -> succeeded(PythonPath.join(folder, id + ".json"));
        default -> true;
      };
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private boolean opens(String path) {
    return media.video(context.resolve(path)).frames() > 0;
  }

  private boolean succeeded(String path) {
    try {
      JsonNode success = JSON.readTree(context.resolve(path).toFile()).get("success");
      return success != null && success.isBoolean() && success.booleanValue();
    } catch (IOException e) {
      return false;
    }
  }

  private void save(Frame table, String suffix) throws IOException {
    String name = PythonPath.withoutExtension(meta) + suffix + PythonPath.extension(meta);
    tables.write(table, name);
    context.out().printf("Saved %d samples to %s.%n", table.rows(), name);
  }
}
