package io.kinolake.models.networks.stepvideovae;

import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the sizes of a published autoencoder off the shapes of its weights, since it comes without
 * a configuration. What shapes do not show is that of the published version 2: 32 groups, chunks of
 * 17 frames, borders mixed 0.6 to 0.4.
 */
final class StepVideoVaeSizes {
  private final WeightSource weights;

  private StepVideoVaeSizes(WeightSource weights) {
    this.weights = weights;
  }

  static StepVideoVaeConfig of(WeightSource weights) {
    StepVideoVaeSizes sizes = new StepVideoVaeSizes(weights);
    StepVideoVaeConfig published = StepVideoVaeConfig.published();
    int moments = sizes.extent("encoder.conv_out.conv.weight", 0);
    return new StepVideoVaeConfig(
        sizes.encoder(),
        sizes.decoder(),
        moments / 2,
        published.groups(),
        published.version(),
        published.frames(),
        published.latentFrames(),
        published.remain());
  }

  private StepVideoVaeConfig.Side encoder() {
    String first = "encoder.conv_in.conv.weight";
    int width = extent(first, 0);
    return new StepVideoVaeConfig.Side(
        extent(first, 1),
        width,
        multiples("encoder.down.", width),
        count("encoder.down.0.block.%d.conv1.conv.weight"),
        levels("encoder.down.%d.downsample.conv.conv.weight"));
  }

  private StepVideoVaeConfig.Side decoder() {
    int width = extent("decoder.up.0.block.0.conv1.conv.weight", 0);
    String last = "decoder.conv_out.weight";
    return new StepVideoVaeConfig.Side(
        extent(has(last) ? last : "decoder.conv_out.conv.weight", 0),
        width,
        multiples("decoder.up.", width),
        count("decoder.up.0.block.%d.conv1.conv.weight") - 1,
        levels("decoder.up.%d.upsample.conv3d.conv1.conv.weight"));
  }

  /** Channels of each level in {@code width}s. */
  private List<Integer> multiples(String levels, int width) {
    String channels = levels + "%d.block.0.conv1.conv.weight";
    List<Integer> multiples = new ArrayList<>();
    for (int level = 0; level < count(channels); level++) {
      int wide = extent(channels.formatted(level), 0);
      if (width == 0 || wide % width != 0) {
        throw wrong(
            "level %d of %s has %d channels, which is no multiple of %d"
                .formatted(level, levels, wide, width));
      }
      multiples.add(wide / width);
    }
    return multiples;
  }

  /** How many there are of a name with a number, from 0 on. */
  private int count(String name) {
    int count = 0;
    while (has(name.formatted(count))) {
      count++;
    }
    return count;
  }

  /** The levels that have a tensor of a name. */
  private Set<Integer> levels(String name) {
    Set<Integer> levels = new HashSet<>();
    int all = Math.max(count("encoder.down.%d.block.0.conv1.conv.weight"), 1);
    for (int level = 0; level < all; level++) {
      if (has(name.formatted(level))) {
        levels.add(level);
      }
    }
    return levels;
  }

  private boolean has(String name) {
    return weights.tensors().containsKey(name);
  }

  private int extent(String name, int axis) {
    TensorInfo info = weights.tensors().get(name);
    if (info == null) {
      throw wrong("it has no tensor '" + name + "'");
    }
    Shape shape = info.shape();
    if (shape.rank() <= axis) {
      throw wrong("tensor '%s' has the shape %s".formatted(name, shape));
    }
    return Math.toIntExact(shape.dim(axis));
  }

  private KinolakeException wrong(String problem) {
    return new KinolakeException(
        FailureCode.WRONG_WEIGHTS,
        "%s is not Step-Video's autoencoder of version 2: %s. Take vae_v2.safetensors as it was published."
            .formatted(weights.origin(), problem));
  }
}
