package io.kinolake.jobs.curate;

import io.kinolake.schemas.names.NearestName;
import io.kinolake.schemas.tables.CaptionTable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The names that rules and clusters may use. Immutable. */
final class MeasureNames {
  /**
   * How scorers are called that a table was imported from; which there are, only the lake knows.
   */
  private static final String IMPORTED = CaptionTable.IMPORTED + "_";

  private final List<String> scorers;

  /**
   * @param scorers every scorer there is
   */
  MeasureNames(List<String> scorers) {
    this.scorers = List.copyOf(scorers);
  }

  /**
   * What a name that is compared with a number means.
   *
   * @throws IllegalArgumentException with a sentence for the user, if it means nothing
   */
  Measure number(String name) {
    Optional<ClipProperty> property = property(name);
    if (property.isPresent()) {
      return new Measure.Property(property.get());
    }
    int dot = name.indexOf('.');
    String scorer = requireScorer(dot < 0 ? name : name.substring(0, dot));
    return dot < 0
        ? new Measure.Value(scorer)
        : new Measure.Detail(scorer, name.substring(dot + 1));
  }

  /**
   * What a name that is compared with words means.
   *
   * @throws IllegalArgumentException with a sentence for the user, if it has no words
   */
  Measure label(String name) {
    if (property(name).isPresent() || name.contains(".")) {
      throw new IllegalArgumentException(
          "'%s' is a number and cannot be compared with a word".formatted(name));
    }
    return new Measure.Label(requireScorer(name));
  }

  private static Optional<ClipProperty> property(String name) {
    return Arrays.stream(ClipProperty.values()).filter(p -> p.id().equals(name)).findFirst();
  }

  private String requireScorer(String name) {
    if (scorers.contains(name) || name.startsWith(IMPORTED)) {
      return name;
    }
    List<String> all =
        Stream.concat(Arrays.stream(ClipProperty.values()).map(ClipProperty::id), scorers.stream())
            .toList();
    throw new IllegalArgumentException(
        "There is no '%s' to go by. Did you mean '%s'? There are %s, and each scorer's details such as technical.sharpness"
            .formatted(name, NearestName.to(name, all), String.join(", ", all)));
  }
}
