package io.kinolake.training.step;

import io.kinolake.models.graph.NetworkBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One entry of a {@link Tape}: something computed here, something exchanged between ranks, or
 * several of these.
 */
public sealed interface Stage permits Stage.Compute, Stage.Exchange, Stage.Section {
  /** Names of the tape's values that are taken. */
  Set<String> taken();

  /** Names of the tape's values that are given and last. */
  Set<String> given();

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

    @Override
    public Set<String> taken() {
      return Set.copyOf(takes.values());
    }

    @Override
    public Set<String> given() {
      return Set.copyOf(gives.values());
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
  record Exchange(Kind kind, String from, String to) implements Stage {
    @Override
    public Set<String> taken() {
      return Set.of(from);
    }

    @Override
    public Set<String> given() {
      return Set.of(to);
    }
  }

  /**
   * Stages of whose values only what the last one gives is kept. The way back plays the others once
   * more, exchanges too, so that the rest is in memory for one section at a time.
   *
   * @param stages in order
   */
  record Section(List<Stage> stages) implements Stage {
    public Section {
      stages = List.copyOf(stages);
      if (stages.isEmpty()) {
        throw new IllegalArgumentException("A section has no stages");
      }
    }

    @Override
    public Set<String> taken() {
      return stages.stream()
          .flatMap(stage -> stage.taken().stream())
          .filter(name -> !passing().contains(name))
          .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Set<String> given() {
      return stages.get(stages.size() - 1).given();
    }

    /** All but the last. */
    List<Stage> early() {
      return stages.subList(0, stages.size() - 1);
    }

    /** Names of the values that do not last. */
    Set<String> passing() {
      return early().stream()
          .flatMap(stage -> stage.given().stream())
          .collect(Collectors.toUnmodifiableSet());
    }
  }

  /** What ranks do with a value, and how its gradient goes the other way. */
  enum Kind {
    /** Every tensor-parallel rank has the same value; gradients are added up. */
    SHARE,
    /** Tensor-parallel ranks' parts are added up; the gradient is the same for each. */
    SUM,
    /** Context-parallel ranks' values become their mean, and so do the gradients. */
    AVERAGE,
    /** [batch, own tokens, heads, size] becomes [batch, all tokens, own heads, size]. */
    TOKENS_TO_HEADS,
    /** The inverse. */
    HEADS_TO_TOKENS
  }
}
