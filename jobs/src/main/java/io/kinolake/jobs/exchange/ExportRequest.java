package io.kinolake.jobs.exchange;

import io.kinolake.jobs.meta.MetaSettings;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.List;
import java.util.Locale;

/**
 * What to export.
 *
 * @param output a path or Hadoop URI; an existing file is replaced, an existing folder is not
 * @param where which rows, as a SQL condition on the columns of the meta view
 * @param columns in the order wanted; all where empty
 * @param rows clips, or sources where the format is one file
 * @param featureSet whose samples, for the formats of training samples
 * @param tokens to which embeddings of captions are filled up in {@link ExportFormat#PT}
 */
public record ExportRequest(
    String output,
    ExportFormat format,
    String where,
    List<String> columns,
    MetaSettings meta,
    ExportRows rows,
    String featureSet,
    int tokens) {
  /** The set that is exported unless another is named. */
  public static final String DEFAULT_SET = "stepvideo-t2v";

  /** Tokens of Step-Video's published training. */
  public static final int DEFAULT_TOKENS = 320;

  /** The rows in the corpus. */
  public static final String ACCEPTED = "accepted";

  /** All rows, whether in the corpus or not. */
  public static final String ALL = "true";

  public ExportRequest {
    columns = List.copyOf(columns);
    if (rows == ExportRows.SOURCES && !format.isOneFile()) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "Sources can be exported as csv, parquet or jsonl, not as %s. Name such a --format, or leave --rows out."
              .formatted(format.name().toLowerCase(Locale.ROOT)));
    }
  }

  /** The accepted rows with all columns, in the format that the name tells. */
  public static ExportRequest to(String output) {
    return new ExportRequest(
        output,
        ExportFormat.of(output),
        ACCEPTED,
        List.of(),
        MetaSettings.DEFAULT,
        ExportRows.CLIPS,
        DEFAULT_SET,
        DEFAULT_TOKENS);
  }

  public ExportRequest withWhere(String condition) {
    return new ExportRequest(output, format, condition, columns, meta, rows, featureSet, tokens);
  }

  public ExportRequest withColumns(List<String> wanted) {
    return new ExportRequest(output, format, where, wanted, meta, rows, featureSet, tokens);
  }

  public ExportRequest withMeta(MetaSettings settings) {
    return new ExportRequest(output, format, where, columns, settings, rows, featureSet, tokens);
  }

  /** All sources instead of clips. */
  public ExportRequest ofSources() {
    ExportRows sources = ExportRows.SOURCES;
    return new ExportRequest(
        output, format, sources.usualCondition(), columns, meta, sources, featureSet, tokens);
  }

  /** Training samples of a set, in one of the formats for them. */
  public ExportRequest withSamples(ExportFormat wanted, String set, int length) {
    return new ExportRequest(output, wanted, where, columns, meta, rows, set, length);
  }
}
