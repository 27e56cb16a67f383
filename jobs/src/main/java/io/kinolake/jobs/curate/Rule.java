package io.kinolake.jobs.curate;

import static org.apache.spark.sql.functions.not;

import java.util.List;
import org.apache.spark.sql.Column;

/** What one measure of an accepted clip must satisfy. */
sealed interface Rule {

  /** The rule in the user's words. */
  String text();

  /** What it looks at. */
  Measure measure();

  /** Whether a value satisfies the rule; null for a missing value. */
  Column test(Column value);

  /** A number on one side of a limit. */
  record Limit(String text, Measure measure, Comparison comparison, double limit) implements Rule {
    @Override
    public Column test(Column value) {
      return comparison.test(value, limit);
    }
  }

  /** A number within limits, both included. */
  record Between(String text, Measure measure, double low, double high) implements Rule {
    @Override
    public Column test(Column value) {
      return value.between(low, high);
    }
  }

  /** A label that is one of some words. */
  record OneOf(String text, Measure measure, List<String> words) implements Rule {
    public OneOf {
      words = List.copyOf(words);
    }

    @Override
    public Column test(Column value) {
      return value.isInCollection(words);
    }
  }

  /** A label that is none of some words. */
  record NoneOf(String text, Measure measure, List<String> words) implements Rule {
    public NoneOf {
      words = List.copyOf(words);
    }

    @Override
    public Column test(Column value) {
      return not(value.isInCollection(words));
    }
  }

  /** How a number compares with a limit. */
  enum Comparison {
    AT_LEAST,
    ABOVE,
    AT_MOST,
    BELOW,
    EQUAL,
    DIFFERENT;

    private Column test(Column value, double limit) {
      return switch (this) {
        case AT_LEAST -> value.geq(limit);
        case ABOVE -> value.gt(limit);
        case AT_MOST -> value.leq(limit);
        case BELOW -> value.lt(limit);
        case EQUAL -> value.equalTo(limit);
        case DIFFERENT -> value.notEqual(limit);
      };
    }
  }
}
