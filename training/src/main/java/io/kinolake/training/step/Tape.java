package io.kinolake.training.step;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How a loss is computed from a micro batch, or any other value where a tape is only played
 * forward. Each value has one name and is given once.
 *
 * @param stages in order; the last gives the loss
 * @param inputs the micro batch's values, which have no gradients
 * @param loss name of the loss: a scalar, the mean over the micro batch; of a tape that is only
 *     played forward, of what is found
 * @param reports further values of the last stage that are told, [batch] or scalars
 */
public record Tape(List<Stage> stages, Set<String> inputs, String loss, List<String> reports) {
  public Tape {
    stages = List.copyOf(stages);
    inputs = Set.copyOf(inputs);
    reports = List.copyOf(reports);
    if (!(stages.get(stages.size() - 1) instanceof Stage.Compute last)
        || !last.gives().containsValue(loss)) {
      throw new IllegalArgumentException("The last stage does not give the loss '" + loss + "'");
    }
  }

  /** Names of the loss and of what is reported. */
  Set<String> told() {
    Set<String> told = new HashSet<>(reports);
    told.add(loss);
    return told;
  }

  /** Names of the values that are of use after the stage of an index. */
  Set<String> valuesAfter(int index) {
    Set<String> wanted = told();
    for (Stage stage : stages.subList(index + 1, stages.size())) {
      wanted.addAll(stage.taken());
    }
    return wanted;
  }

  Stage.Compute last() {
    return (Stage.Compute) stages.get(stages.size() - 1);
  }
}
