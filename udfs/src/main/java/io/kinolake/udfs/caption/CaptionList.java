package io.kinolake.udfs.caption;

import io.kinolake.models.text.CsvRows;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Clip;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Captions by file, from a CSV table with a header: the file in column {@code path}, {@code clip}
 * or {@code name}, the caption in {@code text} or {@code caption}. A file is a clip's or source's
 * URI, or its name with or without extension; a clip's own caption comes before its source's. Rows
 * without caption are left out; of two rows for one file the first counts.
 */
final class CaptionList {
  static final CaptionList EMPTY = new CaptionList("", Map.of());
  private static final List<String> FILE_COLUMNS = List.of("path", "clip", "name");
  private static final List<String> TEXT_COLUMNS = List.of("text", "caption");

  private final String uri;
  private final Map<String, String> captions;

  private CaptionList(String uri, Map<String, String> captions) {
    this.uri = uri;
    this.captions = captions;
  }

  /**
   * Reads a table.
   *
   * @throws KinolakeException BAD_CONFIG if a column is missing
   */
  static CaptionList parse(String csv, String uri) {
    List<List<String>> rows = CsvRows.parse(csv);
    List<String> header = rows.isEmpty() ? List.of() : rows.get(0);
    int file = column(header, FILE_COLUMNS, uri);
    int text = column(header, TEXT_COLUMNS, uri);
    Map<String, String> captions = new HashMap<>();
    for (List<String> row : rows.subList(1, rows.size())) {
      if (row.size() > Math.max(file, text) && !row.get(text).isBlank()) {
        captions.putIfAbsent(row.get(file), row.get(text));
      }
    }
    return new CaptionList(uri, Map.copyOf(captions));
  }

  String uri() {
    return uri;
  }

  Optional<String> find(Clip clip) {
    return Stream.of(clip.uri().orElse(""), clip.name(), clip.sourceUri())
        .flatMap(CaptionList::names)
        .filter(Predicate.not(String::isEmpty))
        .map(captions::get)
        .filter(caption -> caption != null)
        .findFirst();
  }

  /** A file's URI, its name, and its name without extension. */
  private static Stream<String> names(String file) {
    String local = file.startsWith("file:") ? file.substring("file:".length()) : file;
    String name = local.substring(local.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return Stream.of(file, local, name, dot > 0 ? name.substring(0, dot) : name);
  }

  private static int column(List<String> header, List<String> names, String uri) {
    return names.stream()
        .map(header::indexOf)
        .filter(index -> index >= 0)
        .findFirst()
        .orElseThrow(
            () ->
                new KinolakeException(
                    FailureCode.BAD_CONFIG,
                    "Table '%s' has columns %s and none of %s; name one of them so"
                        .formatted(uri, header, names)));
  }
}
