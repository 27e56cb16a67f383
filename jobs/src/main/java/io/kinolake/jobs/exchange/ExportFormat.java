package io.kinolake.jobs.exchange;

import java.util.Locale;

/** What an export may be. */
public enum ExportFormat {
  /** One CSV file as pandas writes it. */
  CSV,
  /** One Parquet file. */
  PARQUET,
  /** One JSON object per line; missing values are null. */
  JSONL,
  /**
   * A folder with {@code data.jsonl} (file, captions, and the columns), {@code labels/} (one text
   * file per clip) and {@code videos/} (the clips' files, linked where that is possible).
   */
  SAMPLES,
  /**
   * A folder of training samples as MindSpeed-MM reads them: {@code data.jsonl}, which lists only
   * what is there, and {@code features/NAME.pt}.
   */
  PT,
  /**
   * A folder of training samples as WebDataset reads them: tar files {@code 000000.tar} and so on,
   * with {@code KEY.txt}, {@code KEY.json} and {@code KEY.TENSOR.npy}.
   */
  WEBDATASET;

  /** Whether one file with a row of columns each is written. */
  boolean isOneFile() {
    return this == CSV || this == PARQUET || this == JSONL;
  }

  /** Whether training samples are written, not clips. */
  boolean isOfFeatures() {
    return this == PT || this == WEBDATASET;
  }

  /** By the ending .csv, .parquet or .jsonl; otherwise a folder of samples. */
  public static ExportFormat of(String output) {
    String lower = output.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".csv")) {
      return CSV;
    } else if (lower.endsWith(".parquet")) {
      return PARQUET;
    }
    return lower.endsWith(".jsonl") ? JSONL : SAMPLES;
  }
}
