package io.kinolake.training.model;

import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.training.step.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The stages of one block for several ranks, as they are put together. Within the block values have
 * names of their own; on the tape the block's number follows, but for what all blocks take. The
 * block takes {@link TransformerTape#TOKENS} and gives the next block's.
 */
final class BlockStages {
  private final String prefix;
  private final int index;
  private final String where;
  private final Map<String, String> common;
  private final List<Stage> stages = new ArrayList<>();

  /**
   * A block without stages.
   *
   * @param list the parameters' list of blocks
   * @param index the block's number in it
   * @param where tells graphs of one size and rank from those of another
   * @param common names on the tape of what all blocks take, by the names within
   */
  BlockStages(String list, int index, String where, Map<String, String> common) {
    this.prefix = list + "." + index + ".";
    this.index = index;
    this.where = where;
    this.common = Map.copyOf(common);
  }

  /**
   * Adds a piece; one that takes {@link TransformerTape#TEXT} also takes what hides its padding.
   *
   * @param towards inputs, all of which have gradients
   */
  void compute(
      String kind, Consumer<NetworkBuilder> definition, List<String> towards, List<String> gives) {
    Stage.Piece piece = new Stage.Piece(kind + " " + where, definition, gives, towards);
    List<String> takes = new ArrayList<>(towards);
    if (towards.contains(TransformerTape.TEXT)) {
      takes.add(TransformerTape.TEXT_BIAS);
    }
    stages.add(
        new Stage.Compute(
            piece, prefix, named(takes, this::value), named(gives, this::valueGiven)));
  }

  /** Adds an exchange. */
  void exchange(Stage.Kind kind, String from, String to) {
    stages.add(new Stage.Exchange(kind, value(from), value(to)));
  }

  /** The block. */
  Stage section() {
    return new Stage.Section(stages);
  }

  private String value(String name) {
    return common.getOrDefault(name, name + index);
  }

  private String valueGiven(String name) {
    return name.equals(TransformerTape.TOKENS) ? name + (index + 1) : value(name);
  }

  private static Map<String, String> named(List<String> names, Function<String, String> value) {
    return names.stream().collect(Collectors.toMap(Function.identity(), value));
  }
}
