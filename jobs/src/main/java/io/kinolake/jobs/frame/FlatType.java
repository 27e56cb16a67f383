package io.kinolake.jobs.frame;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;

import io.kinolake.schemas.failure.KinolakeException;
import java.util.EnumSet;
import java.util.Set;

/** The type that a column has in a typed store such as Parquet or Delta. */
public enum FlatType {
  LONG,
  DOUBLE,
  BOOLEAN,
  TEXT;

  /**
   * The one type that holds every cell.
   *
   * @throws KinolakeException with code BAD_ARGUMENT when the column mixes text and other types
   */
  public static FlatType of(String name, Series column) {
    return switch (column.type()) {
      case INT64 -> LONG;
      case FLOAT64 -> DOUBLE;
      case BOOL -> BOOLEAN;
      case OBJECT -> column instanceof TextSeries ? TEXT : ofObjects(name, column);
    };
  }

  private static FlatType ofObjects(String name, Series column) {
    Set<FlatType> types = EnumSet.noneOf(FlatType.class);
    for (int row = 0; row < column.size(); row++) {
      if (!column.isMissing(row)) {
        types.add(ofValue(name, column.value(row)));
      }
    }
    if (types.isEmpty()) {
      return TEXT;
    }
    if (types.equals(EnumSet.of(LONG, DOUBLE))) {
      return DOUBLE;
    }
    if (types.size() > 1) {
      throw mixed(name);
    }
    return types.iterator().next();
  }

  private static FlatType ofValue(String name, Object value) {
    if (value instanceof String) {
      return TEXT;
    } else if (value instanceof Long) {
      return LONG;
    } else if (value instanceof Double) {
      return DOUBLE;
    } else if (value instanceof Boolean) {
      return BOOLEAN;
    }
    throw mixed(name);
  }

  private static KinolakeException mixed(String name) {
    return new KinolakeException(
        BAD_ARGUMENT,
        ("Column '%s' mixes text with numbers or booleans, which a typed table cannot hold."
                + " Write CSV instead.")
            .formatted(name));
  }
}
