package io.kinolake.jobs.exchange;

import io.kinolake.jobs.meta.MetaSettings;
import java.util.List;

/**
 * What to export.
 *
 * @param output a path or Hadoop URI; an existing file is replaced, an existing folder is not
 * @param where which rows, as a SQL condition on the columns of the meta view
 * @param columns in the order wanted; all where empty
 */
public record ExportRequest(
    String output, ExportFormat format, String where, List<String> columns, MetaSettings meta) {
  /** The rows in the corpus. */
  public static final String ACCEPTED = "accepted";

  /** All rows, whether in the corpus or not. */
  public static final String ALL = "true";

  public ExportRequest {
    columns = List.copyOf(columns);
  }

  /** The accepted rows with all columns, in the format that the name tells. */
  public static ExportRequest to(String output) {
    return new ExportRequest(
        output, ExportFormat.of(output), ACCEPTED, List.of(), MetaSettings.DEFAULT);
  }

  public ExportRequest withWhere(String condition) {
    return new ExportRequest(output, format, condition, columns, meta);
  }

  public ExportRequest withColumns(List<String> wanted) {
    return new ExportRequest(output, format, where, wanted, meta);
  }

  public ExportRequest withMeta(MetaSettings settings) {
    return new ExportRequest(output, format, where, columns, settings);
  }
}
