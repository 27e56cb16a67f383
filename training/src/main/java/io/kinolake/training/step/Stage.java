package io.kinolake.training.step;

import io.kinolake.models.graph.NetworkBuilder;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One entry of a {@link Tape}: something computed here, or something exchanged between ranks. */
public sealed interface Stage permits Stage.Compute, Stage.Exchange {

  /**
   * Runs a piece of the network.
   *
   * @param piece what is run
   * @param prefix goes before the names of the piece's parameters
   * @param takes the tape's values by the names of the piece's inputs
   * @param gives names of the tape's values by the names of the piece's outputs
   */
  record Compute(Piece piece, String prefix, Map<String, String> takes, Map<String, String> gives)
      implements Stage {
    public Compute {
      takes = Map.copyOf(takes);
      gives = Map.copyOf(gives);
    }
  }

  /**
   * A piece of a network. Pieces of equal {@code kind} are the same graph, which is built once.
   *
   * @param kind names the graph
   * @param definition builds it
   * @param differentiable outputs on which the loss depends
   * @param towards inputs whose gradients are wanted
   */
  record Piece(
      String kind,
      Consumer<NetworkBuilder> definition,
      List<String> differentiable,
      List<String> towards) {
    public Piece {
      differentiable = List.copyOf(differentiable);
      towards = List.copyOf(towards);
    }
  }

  /**
   * A value becomes another by what ranks tell each other.
   *
   * @param kind what is done
   * @param from name of the value
   * @param to name of the result
   */
  record Exchange(Kind kind, String from, String to) implements Stage {}

  /** What ranks do with a value, and how its gradient goes the other way. */
  enum Kind {
    /** Every tensor-parallel rank has the same value; gradients are added up. */
    SHARE,
    /** Tensor-parallel ranks' parts are added up; the gradient is the same for each. */
    SUM,
    /** [batch, own tokens, heads, size] becomes [batch, all tokens, own heads, size]. */
    TOKENS_TO_HEADS,
    /** The inverse. */
    HEADS_TO_TOKENS
  }
}
