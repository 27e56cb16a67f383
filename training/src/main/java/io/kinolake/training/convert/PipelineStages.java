package io.kinolake.training.convert;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.List;

/**
 * How the blocks of a transformer are shared out over the stages of pipeline parallelism. What
 * stands before the blocks belongs to the first stage and what stands behind them to the last; in
 * each stage blocks are counted from 0.
 *
 * @param layers blocks of each stage
 */
public record PipelineStages(List<Integer> layers) {
  /** What the names of the blocks' parameters begin with. */
  static final String BLOCKS = "transformer_blocks.";

  private static final int MOST_BLOCKS = 99_999;

  private static final List<String> BEHIND = List.of("scale_shift_table", "proj_out.");

  /**
   * @throws KinolakeException BAD_ARGUMENT if there is no stage or one without blocks
   */
  public PipelineStages {
    layers = List.copyOf(layers);
    long total = layers.stream().mapToLong(Integer::longValue).sum();
    if (layers.isEmpty() || layers.stream().anyMatch(each -> each < 1) || total > MOST_BLOCKS) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "Stages of %s blocks: every stage has one at least, all together %d at most. Name the blocks of each stage, such as 24 24."
              .formatted(layers, MOST_BLOCKS));
    }
  }

  /** All blocks in one stage. */
  public static PipelineStages one(int layers) {
    return new PipelineStages(List.of(layers));
  }

  /** How many stages there are. */
  public int count() {
    return layers.size();
  }

  /** How many blocks all stages have. */
  public int total() {
    return layers.stream().mapToInt(Integer::intValue).sum();
  }

  /** The stage that holds a parameter, by its published name. */
  public int stageOf(String name) {
    int block = block(name);
    if (block < 0) {
      return BEHIND.stream().anyMatch(name::startsWith) ? count() - 1 : 0;
    }
    int stage = 0;
    int first = 0;
    while (stage < count() && block >= first + layers.get(stage)) {
      first += layers.get(stage);
      stage++;
    }
    if (stage == count()) {
      throw new IllegalArgumentException("'%s' is behind the last stage".formatted(name));
    }
    return stage;
  }

  /** A parameter's name within its stage. */
  public String nameInStage(String name) {
    int block = block(name);
    return block < 0 ? name : renumbered(name, block - firstOf(stageOf(name)));
  }

  /** The name among all stages of a parameter of one of them. */
  public String nameInAll(int stage, String name) {
    int block = block(name);
    return block < 0 ? name : renumbered(name, block + firstOf(stage));
  }

  /** The block that a parameter belongs to, or −1 if it belongs to none. */
  static int block(String name) {
    if (!name.startsWith(BLOCKS)) {
      return -1;
    }
    int end = name.indexOf('.', BLOCKS.length());
    String number = end < 0 ? "" : name.substring(BLOCKS.length(), end);
    return number.matches("0|[1-9]\\d{0,4}") ? Integer.parseInt(number) : -1;
  }

  private int firstOf(int stage) {
    return layers.subList(0, stage).stream().mapToInt(Integer::intValue).sum();
  }

  private static String renumbered(String name, int block) {
    return BLOCKS + block + name.substring(name.indexOf('.', BLOCKS.length()));
  }
}
