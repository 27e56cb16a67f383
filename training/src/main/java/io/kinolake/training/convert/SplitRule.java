package io.kinolake.training.convert;

/** How ranks of tensor parallelism share one parameter. */
public enum SplitRule {
  /** Every rank holds all of it. */
  WHOLE(1),
  /** Each rank computes some of the outputs: a range of the first axis. */
  OUTPUTS(1),
  /** Each rank sees some of the inputs and results are summed: a range of the second axis. */
  INPUTS(1),
  /** As {@link #OUTPUTS}, the outputs being key and value of each head. */
  HEADS_KV(2),
  /** As {@link #OUTPUTS}, the outputs being query, key and value of each head. */
  HEADS_QKV(3);

  private final int kinds;

  SplitRule(int kinds) {
    this.kinds = kinds;
  }

  /** How many vectors of a head the first axis holds: 2, 3, or 1 where it is no matter. */
  public int kinds() {
    return kinds;
  }

  /** Whether each rank holds a range of the first axis. */
  public boolean isOfOutputs() {
    return this != WHOLE && this != INPUTS;
  }

  /**
   * The rule for a parameter of Step-Video's transformer by its published name. {@code
   * adaln_single.linear} is shared out as MindSpeed-MM stores it; every rank needs all of its
   * output, which has to be gathered.
   */
  public static SplitRule of(String name) {
    if (name.equals("adaln_single.linear.weight") || name.equals("adaln_single.linear.bias")) {
      return OUTPUTS;
    }
    if (!name.startsWith(PipelineStages.BLOCKS)) {
      return WHOLE;
    }
    String within = name.substring(name.indexOf('.', PipelineStages.BLOCKS.length()) + 1);
    return switch (within) {
      case "attn1.wqkv.weight" -> HEADS_QKV;
      case "attn2.wkv.weight" -> HEADS_KV;
      case "attn2.wq.weight", "ff.net.0.proj.weight" -> OUTPUTS;
      case "attn1.wo.weight", "attn2.wo.weight", "ff.net.2.weight" -> INPUTS;
      default -> WHOLE;
    };
  }
}
