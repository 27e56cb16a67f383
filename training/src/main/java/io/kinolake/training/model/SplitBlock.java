package io.kinolake.training.model;

import static io.kinolake.training.model.TransformerTape.STEERING;
import static io.kinolake.training.model.TransformerTape.TEXT;
import static io.kinolake.training.model.TransformerTape.TEXT_BIAS;
import static io.kinolake.training.model.TransformerTape.TOKENS;

import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.networks.stepdit.StepDitBlock;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.networks.stepdit.StepDitGrid;
import io.kinolake.models.nn.Rotary3d;
import io.kinolake.training.step.Stage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A block of Step-Video's transformer for ranks that share it. What tensor-parallel ranks all have,
 * norms and the ways around the branches, each computes for itself from the same numbers; branches
 * take a shared value and give a part of a sum.
 */
final class SplitBlock {
  /** The text's tokens, shared by all blocks: [batch, keys, width]. */
  static final String SHARED_TEXT = "shared_text";

  private static final String STEERED = "steered";
  private static final String SHARED_STEERED = "shared_steered";
  private static final String QUERIES = "queries";
  private static final String KEYS = "keys";
  private static final String VALUES = "values";
  private static final String FOUND = "found";
  private static final String EXCHANGED = "exchanged_";
  private static final String ATTENDED = "attended";
  private static final String ALL_ATTENDED = "all_attended";
  private static final String AFTER_SELF = "after_self";
  private static final String SHARED_AFTER_SELF = "shared_after_self";
  private static final String READ = "read";
  private static final String ALL_READ = "all_read";
  private static final String AFTER_CROSS = "after_cross";
  private static final String STEERED_MLP = "steered_mlp";
  private static final String SHARED_STEERED_MLP = "shared_steered_mlp";
  private static final String THOUGHT = "thought";
  private static final String ALL_THOUGHT = "all_thought";

  private final StepDitConfig.Block sizes;
  private final StepDitGrid grid;
  private final Split split;

  /**
   * The block of a rank.
   *
   * @param grid this rank's tokens
   */
  SplitBlock(StepDitConfig config, StepDitGrid grid, Split split) {
    this.sizes = config.block().part(split.tensorRanks());
    this.grid = grid;
    this.split = split;
  }

  /** What tensor-parallel ranks hold of a block's parameter, by its name within the block. */
  static Holding holding(String parameter) {
    return switch (parameter) {
      case "attn1.wqkv.weight", "attn2.wq.weight", "attn2.wkv.weight", "ff.net.0.proj.weight" ->
          Holding.ROWS;
      case "attn1.wo.weight", "attn2.wo.weight", "ff.net.2.weight" -> Holding.COLUMNS;
      case "attn1.q_norm.weight",
          "attn1.k_norm.weight",
          "attn2.q_norm.weight",
          "attn2.k_norm.weight" ->
          Holding.WHOLE_WITH_PART_OF_GRADIENT;
      default -> Holding.WHOLE;
    };
  }

  /** The stages of one block: {@link TransformerTape#block} for several ranks. */
  Stage stages(String list, int index) {
    BlockStages block =
        new BlockStages(
            list,
            index,
            grid + " " + split,
            Map.of(STEERING, STEERING, TEXT, SHARED_TEXT, TEXT_BIAS, TEXT_BIAS));
    block.compute("steer", this::steer, List.of(TOKENS, STEERING), List.of(STEERED));
    block.exchange(Stage.Kind.SHARE, STEERED, SHARED_STEERED);
    if (split.contextRanks() == 1) {
      block.compute("self", this::attend, List.of(SHARED_STEERED), List.of(ATTENDED));
    } else {
      attendTogether(block);
    }
    block.exchange(Stage.Kind.SUM, ATTENDED, ALL_ATTENDED);
    block.compute(
        "after self",
        this::afterSelf,
        List.of(TOKENS, STEERING, ALL_ATTENDED),
        List.of(AFTER_SELF));
    block.exchange(Stage.Kind.SHARE, AFTER_SELF, SHARED_AFTER_SELF);
    block.compute("cross", this::read, List.of(SHARED_AFTER_SELF, TEXT), List.of(READ));
    block.exchange(Stage.Kind.SUM, READ, ALL_READ);
    block.compute(
        "after cross",
        this::afterCross,
        List.of(AFTER_SELF, STEERING, ALL_READ),
        List.of(AFTER_CROSS, STEERED_MLP));
    block.exchange(Stage.Kind.SHARE, STEERED_MLP, SHARED_STEERED_MLP);
    block.compute("mlp", this::think, List.of(SHARED_STEERED_MLP), List.of(THOUGHT));
    block.exchange(Stage.Kind.SUM, THOUGHT, ALL_THOUGHT);
    block.compute(
        "after mlp", this::afterMlp, List.of(AFTER_CROSS, STEERING, ALL_THOUGHT), List.of(TOKENS));
    return block.section();
  }

  private void attendTogether(BlockStages block) {
    List<String> heads = List.of(QUERIES, KEYS, VALUES);
    List<String> exchanged = heads.stream().map(EXCHANGED::concat).toList();
    block.compute("heads", this::heads, List.of(SHARED_STEERED), heads);
    heads.forEach(name -> block.exchange(Stage.Kind.TOKENS_TO_HEADS, name, EXCHANGED + name));
    block.compute("look", this::look, exchanged, List.of(EXCHANGED + FOUND));
    block.exchange(Stage.Kind.HEADS_TO_TOKENS, EXCHANGED + FOUND, FOUND);
    block.compute("join", this::join, List.of(FOUND), List.of(ATTENDED));
  }

  private void steer(NetworkBuilder builder) {
    builder.output(
        STEERED,
        StepDitBlock.beforeAttention(
            builder.scope(), sizes, tokens(builder, TOKENS), steering(builder)));
  }

  private void attend(NetworkBuilder builder) {
    builder.output(
        ATTENDED,
        StepDitBlock.selfAttention(
            builder.scope(), sizes, tokens(builder, SHARED_STEERED), rotary(builder)));
  }

  private void heads(NetworkBuilder builder) {
    StepDitBlock.Heads heads =
        StepDitBlock.heads(
            builder.scope(), sizes, tokens(builder, SHARED_STEERED), rotary(builder));
    builder.output(QUERIES, heads.queries());
    builder.output(KEYS, heads.keys());
    builder.output(VALUES, heads.values());
  }

  private void look(NetworkBuilder builder) {
    builder.output(
        EXCHANGED + FOUND,
        StepDitBlock.attend(
            builder.scope(),
            sizes,
            new StepDitBlock.Heads(
                allTokens(builder, QUERIES), allTokens(builder, KEYS), allTokens(builder, VALUES)),
            Optional.empty()));
  }

  private void join(NetworkBuilder builder) {
    Operand<TFloat32> found =
        builder.input(
            FOUND, TFloat32.class, -1, grid.tokens(), sizes.heads(), (long) sizes.headSize());
    builder.output(ATTENDED, StepDitBlock.joined(builder.scope().at("attn1"), sizes, found));
  }

  private void afterSelf(NetworkBuilder builder) {
    builder.output(
        AFTER_SELF,
        StepDitBlock.gated(
            builder.tf(),
            tokens(builder, TOKENS),
            tokens(builder, ALL_ATTENDED),
            steering(builder).gateAttention()));
  }

  private void read(NetworkBuilder builder) {
    Operand<TFloat32> text = builder.input(TEXT, TFloat32.class, -1, -1, sizes.width());
    Operand<TFloat32> bias = builder.input(TEXT_BIAS, TFloat32.class, -1, 1, 1, -1);
    builder.output(
        READ,
        StepDitBlock.crossAttention(
            builder.scope(),
            sizes,
            tokens(builder, SHARED_AFTER_SELF),
            new StepDitBlock.Text(text, bias)));
  }

  private void afterCross(NetworkBuilder builder) {
    NetScope scope = builder.scope();
    Operand<TFloat32> x =
        scope.tf().math.add(tokens(builder, AFTER_SELF), tokens(builder, ALL_READ));
    builder.output(AFTER_CROSS, x);
    builder.output(STEERED_MLP, StepDitBlock.beforeMlp(scope, sizes, x, steering(builder)));
  }

  private void think(NetworkBuilder builder) {
    builder.output(
        THOUGHT, StepDitBlock.mlp(builder.scope(), sizes, tokens(builder, SHARED_STEERED_MLP)));
  }

  private void afterMlp(NetworkBuilder builder) {
    builder.output(
        TOKENS,
        StepDitBlock.gated(
            builder.tf(),
            tokens(builder, AFTER_CROSS),
            tokens(builder, ALL_THOUGHT),
            steering(builder).gateMlp()));
  }

  private Operand<TFloat32> tokens(NetworkBuilder builder, String name) {
    return builder.input(name, TFloat32.class, -1, grid.tokens(), sizes.width());
  }

  /** All ranks' tokens of some heads. */
  private Operand<TFloat32> allTokens(NetworkBuilder builder, String name) {
    int ranks = split.contextRanks();
    return builder.input(
        EXCHANGED + name,
        TFloat32.class,
        -1,
        grid.tokens() * ranks,
        sizes.heads() / ranks,
        (long) sizes.headSize());
  }

  private StepDitBlock.Steering steering(NetworkBuilder builder) {
    return StepDitBlock.steering(
        builder.scope(), sizes, builder.input(STEERING, TFloat32.class, -1, 6 * sizes.width()));
  }

  private Rotary3d.Tables rotary(NetworkBuilder builder) {
    return Rotary3d.tables(
        builder.tf(), split.contextRank() * grid.frames(), grid.extents(), sizes.rotaryParts());
  }
}
