package io.kinolake.training.parallel;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How ranks share the work. Ranks are numbered as Megatron does it: tensor-parallel ones stand next
 * to each other, then context-parallel ones, then data-parallel ones.
 *
 * @param tensor ranks that share each layer
 * @param context ranks that share each sample's tokens
 * @param data groups that have samples of their own
 */
public record RankLayout(int tensor, int context, int data) {

  /**
   * @throws KinolakeException BAD_CONFIG if a number is less than 1
   */
  public RankLayout {
    if (tensor < 1 || context < 1 || data < 1) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "%d tensor-parallel, %d context-parallel and %d data-parallel ranks make no job: each number is at least 1."
              .formatted(tensor, context, data));
    }
    Math.multiplyExact(Math.multiplyExact(tensor, context), data);
  }

  /**
   * Where a rank stands on each axis, from 0.
   *
   * @param tensor which part of each layer it has
   * @param context which part of the tokens it has
   * @param data which share of the samples it has
   */
  public record Coordinates(int tensor, int context, int data) {}

  /**
   * Data-parallel over as many ranks as there are.
   *
   * @throws KinolakeException BAD_CONFIG if the ranks cannot be shared out like this
   */
  public static RankLayout of(int worldSize, int tensor, int context) {
    RankLayout one = new RankLayout(tensor, context, 1);
    if (worldSize < 1 || worldSize % one.worldSize() != 0) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "%d ranks cannot be shared out: TP %d times CP %d makes %d ranks for each copy of the model. Start a multiple of %d ranks, or lower TP or CP."
              .formatted(worldSize, tensor, context, one.worldSize(), one.worldSize()));
    }
    return new RankLayout(tensor, context, worldSize / one.worldSize());
  }

  /** How many ranks there are. */
  public int worldSize() {
    return tensor * context * data;
  }

  /** Where a rank stands. */
  public Coordinates coordinates(int rank) {
    if (rank < 0 || rank >= worldSize()) {
      throw new IllegalArgumentException("No rank %d of %d".formatted(rank, worldSize()));
    }
    return new Coordinates(rank % tensor, rank / tensor % context, rank / tensor / context);
  }

  /** The rank that stands there. */
  public int rank(Coordinates at) {
    return at.tensor() + tensor * (at.context() + context * at.data());
  }

  /** The ranks that share layers with this one, in order, itself among them. */
  public List<Integer> tensorGroup(int rank) {
    Coordinates at = coordinates(rank);
    return IntStream.range(0, tensor)
        .mapToObj(i -> rank(new Coordinates(i, at.context(), at.data())))
        .toList();
  }

  /** The ranks that share tokens with this one, in order, itself among them. */
  public List<Integer> contextGroup(int rank) {
    Coordinates at = coordinates(rank);
    return IntStream.range(0, context)
        .mapToObj(i -> rank(new Coordinates(at.tensor(), i, at.data())))
        .toList();
  }

  /** The ranks that do the same for other samples, in order, this one among them. */
  public List<Integer> dataGroup(int rank) {
    Coordinates at = coordinates(rank);
    return IntStream.range(0, data)
        .mapToObj(i -> rank(new Coordinates(at.tensor(), at.context(), i)))
        .toList();
  }

  /**
   * The ranks whose gradients are added up, in order: data- and context-parallel together, since
   * the losses of context-parallel ranks are shares of their sample's.
   */
  public List<Integer> gradientGroup(int rank) {
    int part = coordinates(rank).tensor();
    return IntStream.range(0, context * data).mapToObj(i -> part + tensor * i).toList();
  }
}
