package io.kinolake.models.networks.transnetv2;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;

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

  /** The published network. */
  public static TransNetV2Config published() {
    return new TransNetV2Config(16, 3, 2, 1024, 101, 128, 128, EPSILON);
  }

  /**
   * The sizes of a network of these weights, told from their shapes.
   *
   * @throws KinolakeException WRONG_WEIGHTS if they are not those of a whole TransNetV2
   */
  public static TransNetV2Config of(WeightSource weights) {
    return new TransNetV2Config(
        dim(weights, "SDDCNN.0.DDCNN.0.Conv3D_1.layers.1.weight", 0),
        count(weights, "SDDCNN."),
        count(weights, "SDDCNN.0.DDCNN."),
        dim(weights, "fc1.weight", 0),
        dim(weights, "color_hist_layer.fc.weight", 1),
        dim(weights, "frame_sim_layer.projection.weight", 0),
        dim(weights, "frame_sim_layer.fc.weight", 0),
        EPSILON);
  }

  private static int dim(WeightSource weights, String name, int axis) {
    TensorInfo info = weights.tensors().get(name);
    Shape shape = info == null ? Shape.of() : info.shape();
    if (shape.rank() <= axis) {
      throw new KinolakeException(
          FailureCode.WRONG_WEIGHTS,
          "%s holds no TransNetV2: '%s' is missing or no matrix. Name the weights of the network's PyTorch port, transnetv2-pytorch-weights.pth."
              .formatted(weights.origin(), name));
    }
    return Math.toIntExact(shape.dim(axis));
  }

  /** How many different parts names have after a prefix. */
  private static int count(WeightSource weights, String prefix) {
    return (int)
        weights.tensors().keySet().stream()
            .filter(name -> name.startsWith(prefix))
            .map(name -> name.substring(prefix.length()).split("\\.", 2)[0])
            .distinct()
            .count();
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
