package io.kinolake.schemas;

/** The storage types that a column may have; every engine adapter maps each of them. */
public enum ColumnType {
  BOOLEAN,
  INT,
  LONG,
  DOUBLE,
  STRING,
  /** A list of {@link Long}, no nulls inside. */
  LONG_LIST,
  /** A list of {@link String}, no nulls inside. */
  STRING_LIST,
  /** A list of {@link Float}, no nulls inside; a {@link FloatVector}. */
  FLOAT_LIST,
  /** A map from {@link String} to {@link Double}, no nulls inside. */
  DOUBLE_MAP
}
