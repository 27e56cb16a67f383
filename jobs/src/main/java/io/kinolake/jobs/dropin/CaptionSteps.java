package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;
import static io.kinolake.schemas.failure.FailureCode.NOT_FOUND;

import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.KeyIndex;
import io.kinolake.jobs.frame.LongSeries;
import io.kinolake.jobs.frame.PythonText;
import io.kinolake.jobs.frame.Series;
import io.kinolake.models.tokenizer.T5Tokenizer;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.clean.CaptionCleaner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/** The steps of datautil on captions. */
final class CaptionSteps {
  private static final String TEXT = "text";
  private static final double DROPPED_SCORES = 0.2;

  /** Python's white space is Unicode's and four separators of ASCII. */
  private static final Pattern URL = PythonRegex.compile("https?://[^\\s\\x1c-\\x1f]+");

  private static final Map<String, String> CAMERA_MOTIONS =
      Map.of(
          "static", "static",
          "pan_right", "pan right",
          "pan_left", "pan left",
          "zoom_in", "zoom in",
          "zoom_out", "zoom out",
          "tilt_up", "tilt up",
          "tilt_down", "tilt down");

  private final SidecarCaptions sidecars;
  private final TableFiles tables;
  private final DropInContext context;
  private final String vocabulary;
  private final MersenneTwister random;

  CaptionSteps(
      DropInContext context, TableFiles tables, String vocabulary, MersenneTwister random) {
    this.sidecars = new SidecarCaptions(context);
    this.tables = tables;
    this.context = context;
    this.vocabulary = vocabulary;
    this.random = random;
  }

  Frame load(Frame table, CaptionOptions.Sidecar format) {
    Series path = table.column("path");
    return table.with(TEXT, map(table, row -> sidecars.caption(path.value(row), format)));
  }

  Frame removeUrls(Frame table) {
    return TextCells.of(table, TEXT).filter(table, text -> !URL.matcher(text).find());
  }

  /** English is the only language there is. */
  Frame keepLanguage(Frame table, CaptionOptions.Language language) {
    var detector = new SpokenLanguage();
    return TextCells.of(table, TEXT).filter(table, detector::mayBeEnglish);
  }

  Frame removeEmpty(Frame table) {
    return PathSteps.dropEmpty(table, TEXT);
  }

  Frame mergeCameraMotion(Frame table) {
    PathSteps.requireRows(table, "--merge-cmotion");
    Series text = table.column(TEXT);
    Series motion = table.column("cmotion");
    return table.with(
        TEXT,
        map(
            table,
            row -> {
              random.nextDouble();
              return text.text(row) + " Camera motion: " + phrase(motion.value(row)) + ".";
            }));
  }

  private static String phrase(Object motion) {
    if (motion instanceof String name && CAMERA_MOTIONS.containsKey(name)) {
      return CAMERA_MOTIONS.get(name);
    }
    throw new KinolakeException(
        BAD_ARGUMENT,
        "Camera motion %s cannot be put into words. Known are: %s."
            .formatted(
                PythonText.repr(motion), CAMERA_MOTIONS.keySet().stream().sorted().toList()));
  }

  /** The ids of a caption with the end mark, T5's being the only tokenizer that there is. */
  Frame countTokens(Frame table, CaptionOptions.Tokenizer tokenizer) {
    Path file = context.resolve(vocabulary);
    if (!Files.exists(file)) {
      throw new KinolakeException(
          NOT_FOUND,
          "There is no vocabulary at '%s'. Fetch spiece.model of DeepFloyd/t5-v1_1-xxl and name its place with --vocabulary."
              .formatted(vocabulary));
    }
    T5Tokenizer t5 = T5Tokenizer.read(file);
    TextCells cells = TextCells.of(table, TEXT);
    var lengths = new long[table.rows()];
    for (int row = 0; row < lengths.length; row++) {
      lengths[row] = t5.ids(cells.require(row)).size() + 1L;
    }
    return table.with("text_len", new LongSeries(lengths));
  }

  Frame append(Frame table, String suffix) {
    TextCells cells = TextCells.of(table, TEXT);
    Series text = cells.column();
    return table.with(
        TEXT,
        map(table, row -> text.isMissing(row) ? text.value(row) : cells.require(row) + suffix));
  }

  /** Each score is left out with probability 0.2, by one draw per score column and row. */
  Frame scoreToText(Frame table) {
    Series text = table.column(TEXT);
    return table.with(
        TEXT,
        map(
            table,
            row -> {
              var scores = new ArrayList<String>();
              addScore(scores, table, "aes", "aesthetic score: ", row);
              addScore(scores, table, "flow", "motion score: ", row);
              return scores.isEmpty()
                  ? text.value(row)
                  : text.text(row) + " [" + String.join(", ", scores) + "]";
            }));
  }

  private void addScore(List<String> scores, Frame table, String name, String label, int row) {
    if (table.has(name) && random.nextDouble() > DROPPED_SCORES) {
      scores.add(label + PythonText.oneDecimal(score(name, table.column(name).value(row))));
    }
  }

  private static double score(String name, Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    } else if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    } else if (value instanceof String) {
      throw new KinolakeException(
          BAD_ARGUMENT,
          "Column '%s' must hold numbers, but holds %s.".formatted(name, PythonText.repr(value)));
    }
    return Double.NaN;
  }

  Frame refine(Frame table) {
    TextCells text = TextCells.of(table, TEXT);
    return table.with(TEXT, map(table, row -> CaptionCleaner.refine(text.require(row))));
  }

  Frame clean(Frame table) {
    Series text = table.column(TEXT);
    return table.with(TEXT, map(table, row -> CaptionCleaner.cleanTwice(text.text(row))));
  }

  /** Captions of equal paths are replaced; a missing one replaces nothing; path comes first. */
  Frame update(Frame table, String other) throws IOException {
    Frame updates = tables.read(other).select(List.of("path", TEXT));
    Series path = table.column("path");
    var known = new KeyIndex(updates.column("path"));
    int[] rows = new int[table.rows()];
    int found = 0;
    for (int row = 0; row < rows.length; row++) {
      rows[row] = known.firstRow(path.value(row));
      found += rows[row] < 0 ? 0 : 1;
    }
    context.out().printf("Number of updated samples: %d.%n", found);
    if (known.hasDuplicates()) {
      throw new KinolakeException(
          BAD_ARGUMENT,
          "The table '%s' has two rows for one path. Keep one of them.".formatted(other));
    }
    Frame updated = table;
    if (table.has(TEXT)) {
      Series replacement = updates.column(TEXT).takeOrMissing(rows);
      updated = table.with(TEXT, CaptionUpdate.replace(table.column(TEXT), replacement));
    }
    var names = new ArrayList<>(updated.names());
    names.remove("path");
    names.add(0, "path");
    return updated.select(names);
  }

  private static Series map(Frame table, IntFunction<Object> change) {
    var changed = new ArrayList<Object>();
    for (int row = 0; row < table.rows(); row++) {
      changed.add(change.apply(row));
    }
    return Series.infer(changed);
  }
}
