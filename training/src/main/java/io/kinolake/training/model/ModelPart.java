package io.kinolake.training.model;

import io.kinolake.models.tensor.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a tensor-parallel rank holds of a model.
 *
 * @param model the whole
 * @param shapes of its parameters
 * @param rank from 0
 * @param ranks how many hold parts of each layer
 */
public record ModelPart(TrainableModel model, Map<String, Shape> shapes, int rank, int ranks) {

  public ModelPart {
    shapes = Collections.unmodifiableMap(new LinkedHashMap<>(shapes));
  }

  /**
   * A rank's part.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if several ranks cannot share
   *     the model
   */
  public static ModelPart of(TrainableModel model, int rank, int ranks) {
    if (ranks > 1) {
      SplitModel.of(model);
    }
    return new ModelPart(model, model.parameterShapes(), rank, ranks);
  }

  /** What ranks hold of a parameter. */
  public Holding holding(String parameter) {
    return ranks == 1 ? Holding.WHOLE : SplitModel.of(model).holding(parameter);
  }

  /** Names of the parameters that are held in such a way, in order. */
  public Set<String> names(Predicate<Holding> how) {
    Set<String> names = new TreeSet<>();
    for (String name : shapes.keySet()) {
      if (how.test(holding(name))) {
        names.add(name);
      }
    }
    return names;
  }

  /** This rank's shard of a parameter. */
  public Shard shard(String parameter) {
    return Shard.of(parameter, shapes.get(parameter), holding(parameter), rank, ranks);
  }

  /** The part of another one of the ranks. */
  public ModelPart of(int otherRank) {
    return new ModelPart(model, shapes, otherRank, ranks);
  }

  /** Whether no rank before this one holds the same of a parameter. */
  public boolean isFirst(String parameter) {
    return rank == 0 || holding(parameter).isShard();
  }

  /** How many of some parameters' elements this rank holds. */
  public long elements(Predicate<String> parameters) {
    return shapes.keySet().stream()
        .filter(parameters)
        .mapToLong(name -> shard(name).shape().elements())
        .sum();
  }
}
