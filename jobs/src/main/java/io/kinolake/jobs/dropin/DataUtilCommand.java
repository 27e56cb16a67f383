package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;
import static java.util.stream.Collectors.joining;

import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.PythonText;
import io.kinolake.jobs.frame.SortOrder;
import io.kinolake.jobs.frame.TableFormat;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tools.datasets.datautil}: joins tables, adds columns, filters, sorts, and writes one. */
@Command(
    mixinStandardHelpOptions = true,
    description = "Join, extend, filter and sort tables of videos and captions.",
    footer = {
      "",
      "The steps run in a fixed order, whatever the order of the flags, and each leaves its mark in",
      "the name of the output, which stands beside the first input.",
      "Example: tools.datasets.datautil meta.csv --info --fmin 1   writes meta_info_fmin1.csv"
    })
final class DataUtilCommand implements Callable<Integer> {
  private static final long LARGEST_SEED = 0xffffffffL;

  @Mixin private InputOptions input = new InputOptions();
  @Mixin private PathOptions paths = new PathOptions();
  @Mixin private CaptionOptions captions = new CaptionOptions();
  @Mixin private FilterOptions filters = new FilterOptions();

  private final DropInContext context;
  private final TableFiles tables;

  DataUtilCommand(DropInContext context) {
    this.context = context;
    this.tables = new TableFiles(context);
  }

  @Override
  public Integer call() throws IOException {
    requireArguments();
    List<String> files = new ArrayList<>();
    for (String pattern : input.input) {
      files.addAll(new PythonGlob(context).expand(pattern));
    }
    context.out().println("Input files: " + PythonText.repr(files));
    if (files.isEmpty()) {
      context.out().println("No samples to process. Exit.");
      return 0;
    }
    try {
      run(files);
      return 0;
    } catch (KinolakeException e) {
      if (e.failure().code() != BAD_ARGUMENT) {
        throw e;
      }
      // Each argument by itself is fine, but the tables do not suit them: a failure in the
      // original.
      context.err().println(e.failure().message());
      return 1;
    }
  }

  private void run(List<String> files) throws IOException {
    Frame table = matchOtherTables(readAll(files));
    String output = outputName(files).path();
    table = process(table);
    context.out().printf("Filtered number of samples: %d.%n", table.rows());
    write(table, output);
  }

  /** Refuses what is wrong whatever the tables hold. */
  private void requireArguments() {
    if (input.seed < 0 || input.seed > LARGEST_SEED) {
      throw new KinolakeException(
          BAD_ARGUMENT, "--seed is %d; it must lie in 0 … 2^32 - 1.".formatted(input.seed));
    }
    if (input.shard.orElse(1) < 1) {
      throw new KinolakeException(
          BAD_ARGUMENT, "--shard is %d; it must be 1 or more.".formatted(input.shard.get()));
    }
    paths.subset.ifPresent(PythonRegex::compile);
    Stream.of(input.output, input.difference, input.intersection, captions.update)
        .flatMap(Optional::stream)
        .forEach(tables::requireName);
  }

  private Frame readAll(List<String> files) throws IOException {
    var frames = new ArrayList<Frame>();
    for (String file : files) {
      Frame frame = tables.read(file);
      context.out().printf("Loaded %d samples from '%s'.%n", frame.rows(), file);
      frames.add(frame);
    }
    Frame table = Frame.concat(frames);
    context.out().printf("Total number of samples: %d%n", table.rows());
    return table;
  }

  private Frame matchOtherTables(Frame table) throws IOException {
    Frame matched = table;
    if (input.difference.isPresent()) {
      Frame other = tables.read(input.difference.get());
      context.out().printf("Difference csv contains %d samples.%n", other.rows());
      matched = PathSteps.difference(matched, other);
      context.out().printf("Filtered number of samples: %d.%n", matched.rows());
    }
    if (input.intersection.isPresent()) {
      Frame other = tables.read(input.intersection.get());
      context.out().printf("Intersection csv contains %d samples.%n", other.rows());
      matched = matched.innerJoin(other, "path");
      context.out().printf("Intersection number of samples: %d.%n", matched.rows());
    }
    return matched;
  }

  private OutputName outputName(List<String> files) {
    String joined = files.stream().map(PythonPath::firstStem).collect(joining("+"));
    boolean delta = TableFormat.isDelta(context.resolve(files.get(0)));
    return new OutputName(joined, delta, input, paths, captions, filters);
  }

  /** Every step, in the order of the original. */
  private Frame process(Frame table) throws IOException {
    var path = new PathSteps(context);
    var caption =
        new CaptionSteps(context, tables, captions.vocabulary, MersenneTwister.python(input.seed));
    Frame t = table;
    t = change(t, captions.load, caption::load);
    t = when(t, paths.info, path::info);
    t = when(t, paths.videoInfo, path::videoInfo);
    t = when(t, paths.existing, path::keepExisting);
    t = when(t, captions.removeUrl, caption::removeUrls);
    t = change(t, captions.language, caption::keepLanguage);
    t = when(t, paths.removeEmpty, path::removeEmpty);
    t = when(t, captions.removeEmpty, caption::removeEmpty);
    t = when(t, paths.removeDuplicates, path::removeDuplicates);
    t = change(t, paths.subset, path::subset);
    t = change(t, paths.relativeTo, path::relativeTo);
    t = change(t, paths.absoluteIn, path::absoluteIn);
    t = when(t, paths.toId, path::toId);
    t = when(t, captions.mergeCameraMotion, caption::mergeCameraMotion);
    t = when(t, captions.refine, caption::refine);
    t = change(t, captions.append, caption::append);
    t = when(t, captions.scoreToText, caption::scoreToText);
    t = when(t, captions.clean, caption::clean);
    t = change(t, captions.countTokens, caption::countTokens);
    t = change(t, captions.update, caption::update);
    t = change(t, input.sort, (rows, by) -> rows.sort(by, SortOrder.DESCENDING));
    t = change(t, input.sortAscending, (rows, by) -> rows.sort(by, SortOrder.ASCENDING));
    t = when(t, paths.fileSize, path::fileSize);
    t = change(t, filters.fileSizeMax, (rows, n) -> RowFilters.atMost(rows, "filesize", n));
    t = when(t, captions.removeEmpty, caption::removeEmpty);
    t = change(t, filters.framesMin, (rows, n) -> RowFilters.atLeast(rows, "num_frames", n));
    t = change(t, filters.framesMax, (rows, n) -> RowFilters.atMost(rows, "num_frames", n));
    t = change(t, filters.fpsMax, RowFilters::fpsAtMost);
    t = change(t, filters.resolutionMax, (rows, n) -> RowFilters.resolutionAtMost(rows, n));
    t = change(t, filters.aestheticMin, (rows, n) -> RowFilters.atLeast(rows, "aes", n));
    t = change(t, filters.matchMin, (rows, n) -> RowFilters.atLeast(rows, "match", n));
    t = change(t, filters.flowMin, (rows, n) -> RowFilters.atLeast(rows, "flow", n));
    t = when(t, captions.removeDuplicates, rows -> rows.dropDuplicates("text"));
    t = when(t, filters.imagesOnly, path::imagesOnly);
    t = when(t, filters.videosOnly, path::videosOnly);
    t = when(t, input.shuffle, this::shuffle);
    t = change(t, input.head, Frame::head);
    return when(t, input.trainColumns, TrainColumns::select);
  }

  private Frame shuffle(Frame table) {
    return table.take(MersenneTwister.numpy(input.seed).permutation(table.rows()));
  }

  private void write(Frame table, String output) throws IOException {
    if (input.shard.isEmpty()) {
      tables.write(table, output);
      context.out().printf("Saved %d samples to %s.%n", table.rows(), output);
      return;
    }
    int shards = input.shard.get();
    int dot = output.lastIndexOf('.');
    String stem = dot < 0 ? output : output.substring(0, dot);
    String ending = dot < 0 ? "" : output.substring(dot);
    int start = 0;
    for (int i = 0; i < shards; i++) {
      int end = start + table.rows() / shards + (i < table.rows() % shards ? 1 : 0);
      String name = stem + "_" + i + ending;
      tables.write(table.slice(start, end), name);
      context.out().printf("Saved %d samples to %s.%n", end - start, name);
      start = end;
    }
  }

  private static Frame when(Frame table, boolean wanted, UnaryOperator<Frame> step) {
    return wanted ? step.apply(table) : table;
  }

  private static <T> Frame change(Frame table, Optional<T> setting, Step<T> step)
      throws IOException {
    return setting.isPresent() ? step.apply(table, setting.get()) : table;
  }

  /** A step with a setting. */
  @FunctionalInterface
  private interface Step<T> {
    Frame apply(Frame table, T setting) throws IOException;
  }
}
