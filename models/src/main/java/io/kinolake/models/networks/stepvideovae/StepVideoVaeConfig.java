package io.kinolake.models.networks.stepvideovae;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.nn.GroupNorm;
import io.kinolake.models.weights.WeightSource;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sizes of the autoencoder.
 *
 * @param encoder its encoder
 * @param decoder its decoder
 * @param latentChannels channels of the latent
 * @param groups groups of channels that are normalised together
 * @param version 1 normalises all frames of a chunk together, 2 each by itself
 * @param frames frames of a chunk
 * @param latentFrames latent frames that a chunk is encoded to
 * @param remain how much of its own a frame keeps where chunks are mixed at their borders
 */
public record StepVideoVaeConfig(
    Side encoder,
    Side decoder,
    int latentChannels,
    int groups,
    int version,
    int frames,
    int latentFrames,
    float remain)
    implements Serializable {
  private static final float EPSILON = 1e-5f;

  /** Channels of the inner end of encoder and decoder, in latent channels. */
  private static final int WIDENING = 32;

  public StepVideoVaeConfig {
    if (version != 1 && version != 2) {
      throw new IllegalArgumentException("The autoencoder has versions 1 and 2, not " + version);
    }
  }

  /**
   * One side.
   *
   * @param channels channels of a frame
   * @param width channels that the multiples refer to
   * @param multiples channels of each level in {@code width}s, from the frame's size down
   * @param blocks residual blocks of a level; the decoder has one more
   * @param temporal levels after which time is halved or doubled too
   */
  public record Side(
      int channels, int width, List<Integer> multiples, int blocks, Set<Integer> temporal)
      implements Serializable {

    public Side {
      multiples = List.copyOf(multiples);
      temporal = Set.copyOf(temporal);
    }

    int levels() {
      return multiples.size();
    }

    long width(int level) {
      return (long) width * multiples.get(level);
    }

    long deepest() {
      return width(levels() - 1);
    }
  }

  /** The published version 2. */
  public static StepVideoVaeConfig published() {
    return new StepVideoVaeConfig(
        new Side(3, 32, List.of(4, 8, 16, 16), 2, Set.of(1, 2)),
        new Side(3, 128, List.of(1, 2, 4, 4), 2, Set.of(2, 3)),
        64,
        32,
        2,
        17,
        3,
        0.6f);
  }

  /**
   * The sizes of published weights of version 2, read off their shapes.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException WRONG_WEIGHTS if they are another
   *     network's
   */
  public static StepVideoVaeConfig of(WeightSource weights) {
    return StepVideoVaeSizes.of(weights);
  }

  /** The sizes under the names that the original code gives them. */
  public static StepVideoVaeConfig of(JsonNode json) {
    return new StepVideoVaeConfig(
        sideOf(json.path("encoder"), "in_channels", "down_sampling_layer"),
        sideOf(json.path("decoder"), "out_channels", "temporal_up_layers"),
        json.path("encoder").path("z_channels").asInt(),
        json.path("norm_num_groups").asInt(),
        json.path("version").asInt(2),
        json.path("frame_len").asInt(),
        json.path("latent_len").asInt(),
        (float) json.path("remain_scale").asDouble());
  }

  private static Side sideOf(JsonNode json, String channels, String temporal) {
    List<Integer> multiples = new ArrayList<>();
    json.path("ch_mult").forEach(multiple -> multiples.add(multiple.asInt()));
    Set<Integer> levels = new HashSet<>();
    json.path(temporal).forEach(level -> levels.add(level.asInt()));
    return new Side(
        json.path(channels).asInt(),
        json.path("ch").asInt(),
        multiples,
        json.path("num_res_blocks").asInt(),
        levels);
  }

  /** How many times smaller a latent is than its frames, along height and width. */
  public int reduction() {
    return 1 << encoder.levels();
  }

  /** Whether so many frames leave an odd number when they are halved, rounding up. */
  boolean isEncodable(long frames) {
    long left = frames;
    for (int i = 0; i < encoder.temporal().size(); i++) {
      left = (left + 1) / 2;
    }
    return left % 2 == 1;
  }

  long inner() {
    return (long) WIDENING * latentChannels;
  }

  GroupNorm norm() {
    return new GroupNorm(groups, EPSILON, version == 1);
  }
}
