package io.kinolake.jobs.curate;

import static org.apache.spark.sql.functions.col;

import org.apache.spark.sql.Column;

/** One thing that is known of a clip: a property, or what a scorer says. */
sealed interface Measure {

  /** The name in the user's words: {@code width}, {@code technical}, {@code technical.noise}. */
  String name();

  /** The column of {@link MeasuredClips} that holds it; null where it is missing. */
  default Column column() {
    return col("`" + columnName() + "`");
  }

  /** The name of that column, unlike that of any other measure. */
  String columnName();

  /** A number that follows from the clip's row. */
  record Property(ClipProperty property) implements Measure {
    @Override
    public String name() {
      return property.id();
    }

    @Override
    public String columnName() {
      return "property:" + name();
    }
  }

  /** A scorer's number. */
  record Value(String scorer) implements Measure {
    @Override
    public String name() {
      return scorer;
    }

    @Override
    public String columnName() {
      return "value:" + scorer;
    }
  }

  /** A scorer's word. */
  record Label(String scorer) implements Measure {
    @Override
    public String name() {
      return scorer;
    }

    @Override
    public String columnName() {
      return "label:" + scorer;
    }
  }

  /** A further number of a scorer. */
  record Detail(String scorer, String detail) implements Measure {
    @Override
    public String name() {
      return scorer + "." + detail;
    }

    @Override
    public String columnName() {
      return "detail:" + name();
    }
  }

  /** A digest of what a scorer stored as vectors, as a number. */
  record Vectors(String scorer) implements Measure {
    @Override
    public String name() {
      return scorer;
    }

    @Override
    public String columnName() {
      return "vectors:" + scorer;
    }
  }
}
