package io.kinolake.models.networks.transnetv2;

import com.fasterxml.jackson.databind.JsonNode;

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

  /** The published network. */
  public static TransNetV2Config published() {
    return new TransNetV2Config(16, 3, 2, 1024, 101, 128, 128, 1e-3f);
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
