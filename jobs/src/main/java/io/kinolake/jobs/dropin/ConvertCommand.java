package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;
import static io.kinolake.schemas.failure.FailureCode.NOT_FOUND;

import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.ObjectSeries;
import io.kinolake.jobs.frame.Series;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tools.datasets.convert}: makes a table of the media files of a data set. */
@Command(
    mixinStandardHelpOptions = true,
    description = "List the videos or images of a data set in a table.",
    footer = {"", "Example: tools.datasets.convert video videos --output meta/meta.csv"})
final class ConvertCommand implements Callable<Integer> {
  private static final String PATH = "path";
  private static final String ID = "id";
  private static final String TEXT = "text";

  @Parameters(index = "0", description = "One of ${COMPLETION-CANDIDATES}.")
  private DataSet dataSet = DataSet.video;

  @Parameters(index = "1", description = "The folder that holds the files.")
  private String root = "";

  @Option(
      names = "--output",
      required = true,
      description = "The table to write; only video and image use it, the others name their own.")
  private String output = "";

  @Option(names = "--split", description = "The part of imagenet or ucf101: train, val, test.")
  private String split = "train";

  @Option(names = "--info", description = "The table of prompts of vidprom.")
  private Optional<String> info = Optional.empty();

  @Option(
      names = "--labels",
      description = "imagenet: the list of class ids and names; beside ROOT's folders by default.")
  private Optional<String> labels = Optional.empty();

  private final DropInContext context;
  private final TableFiles tables;

  ConvertCommand(DropInContext context) {
    this.context = context;
    this.tables = new TableFiles(context);
  }

  @Override
  public Integer call() throws IOException {
    String folder = PythonPath.expandUser(root);
    switch (dataSet) {
      case video -> save(folder, this::videos);
      case image -> save(folder, this::images);
      case ucf101 -> write(ucf101(existing(folder)), "ucf101_" + split + ".csv");
      case vidprom -> write(vidprom(existing(folder)), "vidprom.csv");
      case imagenet -> write(imagenet(existing(folder)), "imagenet_" + split + ".csv");
    }
    return 0;
  }

  /** A missing folder is no error to the original; it writes nothing. */
  private void save(String folder, Listing listing) throws IOException {
    if (Files.isDirectory(context.resolve(folder))) {
      write(listing.list(folder), output);
    } else {
      context.err().printf("The folder '%s' does not exist: nothing is written.%n", folder);
    }
  }

  private String existing(String folder) {
    if (!Files.isDirectory(context.resolve(folder))) {
      throw new KinolakeException(NOT_FOUND, "The folder '%s' does not exist.".formatted(folder));
    }
    return folder;
  }

  private Frame videos(String folder) throws IOException {
    List<String> paths = new MediaWalk(context).list(folder, MediaExtensions.VIDEOS);
    return frame(
        Map.entry(PATH, paths),
        Map.entry(ID, paths.stream().map(PythonPath::stem).toList()),
        Map.entry(
            "relpath",
            paths.stream()
                .map(path -> PythonPath.relative(path, folder, context.workingDirectory()))
                .toList()));
  }

  private Frame images(String folder) throws IOException {
    List<String> paths = new MediaWalk(context).list(folder, MediaExtensions.IMAGES);
    return frame(
        Map.entry(ID, paths.stream().map(PythonPath::stem).toList()), Map.entry(PATH, paths));
  }

  /** Every file below the split's folder; the name of its own folder is its class. */
  private Frame ucf101(String folder) throws IOException {
    String splitFolder = existing(PythonPath.join(folder, split));
    List<String> paths = new MediaWalk(context).list(splitFolder, List.of());
    return frame(
        Map.entry(PATH, paths),
        Map.entry(
            TEXT,
            paths.stream()
                .map(path -> splitAtCapitals(PythonPath.basename(PythonPath.dirname(path))))
                .toList()));
  }

  private static String splitAtCapitals(String name) {
    var words = new StringBuilder();
    name.codePoints()
        .forEach(
            point -> {
              if (Character.isUpperCase(point) && !words.isEmpty()) {
                words.append(' ');
              }
              words.appendCodePoint(point);
            });
    return words.toString();
  }

  /** The prompts whose video is there, in the order of the prompts. */
  private Frame vidprom(String folder) throws IOException {
    String table =
        info.orElseThrow(
            () ->
                new KinolakeException(
                    BAD_ARGUMENT, "vidprom needs --info, the table with uuid and prompt."));
    Frame prompts = tables.read(table);
    Series id = prompts.column("uuid");
    Series prompt = prompts.column("prompt");
    var files = new HashSet<>(new MediaWalk(context).list(folder, List.of()));
    var paths = new ArrayList<Object>();
    var texts = new ArrayList<Object>();
    for (int row = 0; row < prompts.rows(); row++) {
      String path = PythonPath.join(folder, "pika-" + id.text(row) + ".mp4");
      if (files.contains(path)) {
        paths.add(path);
        texts.add(prompt.value(row));
      }
    }
    return frame(Map.entry(PATH, paths), Map.entry(TEXT, texts));
  }

  private Frame imagenet(String folder) throws IOException {
    Map<String, String> names = new ImageNetLabels(context).read(folder, labels);
    String splitFolder = existing(PythonPath.join(folder, split));
    List<String> paths = new MediaWalk(context).list(splitFolder, MediaExtensions.IMAGES);
    var texts = new ArrayList<String>();
    for (String path : paths) {
      String id = PythonPath.relative(path, splitFolder, context.workingDirectory());
      texts.add(ImageNetLabels.name(names, id.substring(0, Math.max(0, id.indexOf('/')))));
    }
    return frame(Map.entry(PATH, paths), Map.entry(TEXT, texts));
  }

  @SafeVarargs
  private static Frame frame(Map.Entry<String, ? extends List<?>>... columns) {
    var series = new LinkedHashMap<String, Series>();
    for (Map.Entry<String, ? extends List<?>> column : columns) {
      series.put(column.getKey(), ObjectSeries.of(column.getValue()));
    }
    return new Frame(series, columns[0].getValue().size());
  }

  private void write(Frame table, String name) throws IOException {
    tables.write(table, name);
    context.out().printf("Saved %d samples to %s.%n", table.rows(), name);
  }

  /** The values of DATASET. */
  enum DataSet {
    imagenet,
    ucf101,
    vidprom,
    image,
    video
  }

  /** Lists a folder's files in a table. */
  @FunctionalInterface
  private interface Listing {
    Frame list(String folder) throws IOException;
  }
}
