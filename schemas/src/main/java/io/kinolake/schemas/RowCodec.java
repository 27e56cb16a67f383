package io.kinolake.schemas;

import java.io.Serializable;

/** Converts between a record and a row. Stateless and thread-safe. */
public interface RowCodec<R extends Record> extends Serializable {

  /** Reads a record; its constructor's checks apply. */
  R read(RowReader row);

  /** Writes every component of the record. */
  void write(R record, RowWriter row);
}
