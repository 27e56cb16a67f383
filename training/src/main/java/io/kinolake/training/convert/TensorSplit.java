package io.kinolake.training.convert;

import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorBytes;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shares the parameters of Step-Video's transformer out over the ranks of tensor parallelism, and
 * puts them together again. Whole parameters are as published; names are the published ones;
 * elements are copied bit for bit, whatever their type. A tensor or shard has less than 2 GiB.
 *
 * @param heads attention heads of the whole network
 * @param ranks how many ranks share them; a divisor of {@code heads}
 * @param order of the heads' vectors within a shard
 */
public record TensorSplit(int heads, int ranks, HeadOrder order) {

  /**
   * @throws KinolakeException BAD_ARGUMENT if the heads cannot be shared evenly
   */
  public TensorSplit {
    if (heads < 1 || ranks < 1 || heads % ranks != 0) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "%d heads cannot be shared by %d ranks. Take a size of tensor parallelism that divides the heads."
              .formatted(heads, ranks));
    }
  }

  /** For training here: shards whose attention is that of a smaller published network. */
  public static TensorSplit of(StepDitConfig config, int ranks) {
    return new TensorSplit(config.heads(), ranks, HeadOrder.BY_HEAD);
  }

  /**
   * Shape of each rank's shard of a parameter.
   *
   * @throws KinolakeException WRONG_WEIGHTS if it cannot be shared evenly
   */
  public Shape shardShape(String name, Shape whole) {
    SplitRule rule = SplitRule.of(name);
    if (rule == SplitRule.WHOLE) {
      return whole;
    }
    int axis = axis(rule);
    long units = rule == SplitRule.INPUTS ? ranks : Math.multiplyExact(rule.kinds(), unit(rule));
    if (whole.rank() <= axis || whole.dim(axis) % units != 0) {
      throw new KinolakeException(
          FailureCode.WRONG_WEIGHTS,
          "Tensor '%s' of shape %s cannot be shared by %d ranks: axis %d is no multiple of %d. Check the number of heads."
              .formatted(name, whole, ranks, axis, units));
    }
    long[] dims = whole.toArray();
    dims[axis] /= ranks;
    return Shape.of(dims);
  }

  /** Shape of the whole parameter of which each rank has a shard of this shape. */
  public Shape wholeShape(String name, Shape shard) {
    SplitRule rule = SplitRule.of(name);
    if (rule == SplitRule.WHOLE || shard.rank() <= axis(rule)) {
      return shard;
    }
    long[] dims = shard.toArray();
    dims[axis(rule)] = Math.multiplyExact(dims[axis(rule)], ranks);
    return Shape.of(dims);
  }

  /**
   * One rank's shard of a parameter: a copy, or the tensor itself where the shard is all of it.
   *
   * @param rank from 0
   * @throws KinolakeException WRONG_WEIGHTS if it cannot be shared evenly
   */
  public HostTensor shard(String name, HostTensor whole, int rank) {
    if (isSame(name)) {
      return whole;
    }
    Shape shape = shardShape(name, whole.shape());
    ByteBuffer target = allocate(whole, shape);
    runs(name, whole.shape(), whole.dtype().bytes(), rank)
        .forEach(
            run -> whole.bytes().read(run.whole(), target.slice((int) run.shard(), run.bytes())));
    return new HostTensor(whole.dtype(), shape, TensorBytes.wrap(target));
  }

  /**
   * The parameter whose shards these are, in the order of the ranks. Of one that every rank holds
   * whole it is the first.
   *
   * @throws IllegalArgumentException if shards differ in type or shape
   */
  public HostTensor join(String name, List<HostTensor> shards) {
    HostTensor first = shards.get(0);
    if (shards.size() != ranks
        || shards.stream().anyMatch(each -> !each.toString().equals(first.toString()))) {
      throw new IllegalArgumentException("Shards of '%s': %s".formatted(name, shards));
    }
    if (isSame(name)) {
      return first;
    }
    Shape shape = wholeShape(name, first.shape());
    shardShape(name, shape);
    ByteBuffer target = allocate(first, shape);
    for (int rank = 0; rank < ranks; rank++) {
      TensorBytes from = shards.get(rank).bytes();
      runs(name, shape, first.dtype().bytes(), rank)
          .forEach(run -> from.read(run.shard(), target.slice((int) run.whole(), run.bytes())));
    }
    return new HostTensor(first.dtype(), shape, TensorBytes.wrap(target));
  }

  /**
   * One rank's shards of all parameters of a source, each made when it is asked for. Does not own
   * the source.
   *
   * @throws KinolakeException WRONG_WEIGHTS if one cannot be shared evenly
   */
  public WeightSource shards(WeightSource whole, int rank) {
    if (rank < 0 || rank >= ranks) {
      throw new IllegalArgumentException("Rank %d of %d".formatted(rank, ranks));
    }
    Map<String, TensorInfo> infos = new LinkedHashMap<>();
    whole
        .tensors()
        .forEach(
            (name, info) ->
                infos.put(name, new TensorInfo(info.dtype(), shardShape(name, info.shape()))));
    return new ComputedWeights(
        whole.origin(), infos, name -> shard(name, whole.tensor(name), rank));
  }

  /** Whether shard and parameter are the same, in the order of their elements too. */
  private boolean isSame(String name) {
    SplitRule rule = SplitRule.of(name);
    boolean reordered = rule.kinds() > 1 && order != HeadOrder.BY_HEAD;
    return rule == SplitRule.WHOLE || (ranks == 1 && !reordered);
  }

  private SplitRuns runs(String name, Shape whole, int elementBytes, int rank) {
    SplitRule rule = SplitRule.of(name);
    long rows = whole.dim(0);
    long rowBytes = rows == 0 ? 0 : whole.elements() / rows * elementBytes;
    if (rule == SplitRule.INPUTS) {
      return SplitRuns.ofColumns(rows, rowBytes, ranks, rank);
    }
    long blockBytes = rowBytes * (rows / unit(rule) / rule.kinds());
    int held = Math.toIntExact(unit(rule) / ranks);
    return SplitRuns.ofHeads(order, held, rule.kinds(), blockBytes, rank);
  }

  /** Into how many pieces the first axis falls at least; those without heads into one per rank. */
  private long unit(SplitRule rule) {
    return rule.kinds() > 1 ? heads : ranks;
  }

  private static int axis(SplitRule rule) {
    return rule == SplitRule.INPUTS ? 1 : 0;
  }

  private static ByteBuffer allocate(HostTensor like, Shape shape) {
    long bytes = Math.multiplyExact(shape.elements(), like.dtype().bytes());
    return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
