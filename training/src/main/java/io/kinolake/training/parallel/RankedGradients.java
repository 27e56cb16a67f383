package io.kinolake.training.parallel;

import io.kinolake.training.optimizer.GradientExchange;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Set;

/** Updates that ranks share. Used by one thread. */
public final class RankedGradients implements GradientExchange {
  private final Communicator gradients;
  private final Communicator tensor;
  private final Set<String> split;

  /**
   * @param gradients {@link RankLayout#gradientGroup}
   * @param tensor {@link RankLayout#tensorGroup}
   * @param split names of the parameters of which tensor-parallel ranks have a part each
   */
  public RankedGradients(Communicator gradients, Communicator tensor, Set<String> split) {
    this.gradients = gradients;
    this.tensor = tensor;
    this.split = Set.copyOf(split);
  }

  @Override
  public long firstOwned(long elements) {
    return gradients.firstOwned(elements);
  }

  @Override
  public long endOwned(long elements) {
    return gradients.endOwned(elements);
  }

  @Override
  public void addUp(List<FloatBuffer> vector) {
    gradients.reduceScatter(vector);
  }

  @Override
  public double addUp(double number) {
    return gradients.sum(number);
  }

  @Override
  public boolean isSplit(String parameter) {
    return split.contains(parameter);
  }

  @Override
  public double addUpSquares(double whole, double split) {
    double own = tensor.rank() == 0 ? whole + split : split;
    return tensor.sum(gradients.sum(own));
  }

  @Override
  public void spread(List<FloatBuffer> parameters) {
    gradients.allGather(parameters);
  }
}
