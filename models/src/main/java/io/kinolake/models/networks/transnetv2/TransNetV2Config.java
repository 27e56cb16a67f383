package io.kinolake.models.networks.transnetv2;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Collections;
import java.util.List;

/**
 * Sizes of the network.
 *
 * @param filters channels of each branch of the first stage; every further stage has twice as many
 * @param stages stages of blocks, each at half the size of the one before; three, as the dense
 *     layer takes 3 × 6 pixels
 * @param blocks blocks of a stage
 * @param dense width of the dense layer
 * @param window frames to which a frame is compared, itself in the middle
 * @param similarity width in which frames are compared
 * @param lookup width of each of the two features that comparisons give
 * @param epsilon added to variances by batch normalisation
 */
public record TransNetV2Config(
    int filters,
    int stages,
    int blocks,
    int dense,
    int window,
    int similarity,
    int lookup,
    float epsilon) {
  /** Rows of a frame. */
  public static final int HEIGHT = 27;

  /** Columns of a frame. */
  public static final int WIDTH = 48;

  /** Channels of a frame. */
  public static final int RGB = 3;

  private static final float EPSILON = 1e-3f;
  private static final String FILTERS = "SDDCNN.0.DDCNN.0.Conv3D_1.layers.1.weight";
  private static final String DENSE = "fc1.weight";
  private static final String WINDOW = "color_hist_layer.fc.weight";
  private static final String SIMILARITY = "frame_sim_layer.projection.weight";
  private static final String LOOKUP = "frame_sim_layer.fc.weight";

  /** The published network. */
  public static TransNetV2Config published() {
    return new TransNetV2Config(16, 3, 2, 1024, 101, 128, 128, EPSILON);
  }

  /**
   * The sizes of a network of these weights, told from their shapes; where a tensor that tells one
   * is missing or no matrix, the published size, so that a look at all names can list it with what
   * else is wrong.
   *
   * @throws KinolakeException WRONG_WEIGHTS if none of these tensors is there
   */
  public static TransNetV2Config of(WeightSource weights) {
    requireAny(weights);
    TransNetV2Config usual = published();
    return new TransNetV2Config(
        dim(weights, FILTERS, 0, usual.filters),
        usual.stages,
        blocks(weights, usual),
        dim(weights, DENSE, 0, usual.dense),
        dim(weights, WINDOW, 1, usual.window),
        dim(weights, SIMILARITY, 0, usual.similarity),
        dim(weights, LOOKUP, 0, usual.lookup),
        EPSILON);
  }

  private static void requireAny(WeightSource weights) {
    if (Collections.disjoint(
        weights.tensors().keySet(), List.of(FILTERS, DENSE, WINDOW, SIMILARITY, LOOKUP))) {
      throw new KinolakeException(
          FailureCode.WRONG_WEIGHTS,
          "%s holds no TransNetV2: '%s' and its like are missing. Name the weights of the network's PyTorch port, transnetv2-pytorch-weights.pth."
              .formatted(weights.origin(), FILTERS));
    }
  }

  private static int dim(WeightSource weights, String name, int axis, int otherwise) {
    TensorInfo info = weights.tensors().get(name);
    boolean told = info != null && info.shape().rank() > axis && info.shape().dim(axis) > 0;
    return told ? Math.toIntExact(info.shape().dim(axis)) : otherwise;
  }

  /** The most blocks, counted from 0 on, that a stage has in names. */
  private static int blocks(WeightSource weights, TransNetV2Config usual) {
    int most = 0;
    for (int stage = 0; stage < usual.stages; stage++) {
      while (hasPart(weights, "SDDCNN.%d.DDCNN.%d.".formatted(stage, most))) {
        most++;
      }
    }
    return most == 0 ? usual.blocks : most;
  }

  private static boolean hasPart(WeightSource weights, String prefix) {
    return weights.tensors().keySet().stream().anyMatch(name -> name.startsWith(prefix));
  }

  /** Channels of a stage's output: four branches. */
  long width(int stage) {
    return (4L * filters) << stage;
  }

  /** Channels of what a block is given. */
  long channels(int stage, int block) {
    if (block > 0) {
      return width(stage);
    }
    return stage == 0 ? RGB : width(stage - 1);
  }

  /** Channels of all stages together. */
  long allWidths() {
    long sum = 0;
    for (int stage = 0; stage < stages; stage++) {
      sum += width(stage);
    }
    return sum;
  }

  /** Numbers that the last stage gives for a frame. */
  long flat() {
    return (long) (HEIGHT >> stages) * (WIDTH >> stages) * width(stages - 1);
  }

  /** The sizes under the names that the original code gives them. */
  public static TransNetV2Config of(JsonNode json) {
    return new TransNetV2Config(
        json.path("F").asInt(),
        json.path("L").asInt(),
        json.path("S").asInt(),
        json.path("D").asInt(),
        json.path("lookup_window").asInt(),
        json.path("similarity_dim").asInt(),
        json.path("sim_output_dim").asInt(),
        (float) json.path("bn_eps").asDouble());
  }
}
