package io.kinolake.training.convert;

import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.networks.stepdit.StepDitNetwork;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The transformer to which a checkpoint belongs, told by the checkpoint itself.
 *
 * @param config its sizes; how a head is turned is not to be seen in weights and taken as usual
 * @param parameters shapes by published names of all that it must hold and of the embedders that it
 *     holds without need
 */
record TransformerShapes(StepDitConfig config, Map<String, Shape> parameters) {
  private static final String BLOCK = PipelineStages.BLOCKS + "0.";
  private static final String MOTION = "adaln_single.emb.motion_score_embedder.";

  /** What training libraries build beside the embedders that are used. */
  private static final Pattern SPARE =
      Pattern.compile(
          "adaln_single\\.emb\\.(resolution|nframe|fps)_embedder\\.linear_[12]\\.(weight|bias)");

  /** Channels of a head fall into parts of even length, of which the least is a quarter. */
  private static final long HEAD_STEP = 8;

  /**
   * Looks at the shapes of a checkpoint, whatever is missing from it.
   *
   * @param found tensors by published names, whole
   * @throws KinolakeException WRONG_WEIGHTS if they are not those of such a transformer at all
   */
  static TransformerShapes of(String origin, Map<String, TensorInfo> found) {
    Sizes sizes = new Sizes(found);
    Optional<Long> width =
        sizes.first("pos_embed.proj.weight", 0, "pos_embed.proj.bias", 0, "scale_shift_table", 1);
    long headSize =
        sizes
            .first(BLOCK + "attn1.q_norm.weight", 0, BLOCK + "attn1.k_norm.weight", 0)
            .orElse(HEAD_STEP);
    int layers = 1 + found.keySet().stream().mapToInt(PipelineStages::block).max().orElse(-1);
    if (width.isEmpty()
        || layers == 0
        || headSize % HEAD_STEP != 0
        || headSize == 0
        || width.get() % headSize != 0) {
      throw new KinolakeException(
          FailureCode.WRONG_WEIGHTS,
          "%s does not hold Step-Video's transformer: its tokens have %s channels, its heads %d, and it has %d blocks. Name the folder of the transformer."
              .formatted(origin, width.map(String::valueOf).orElse("no"), headSize, layers));
    }
    StepDitConfig config = sizes.config(width.get(), headSize, layers);
    return new TransformerShapes(config, parameters(config, found));
  }

  private static Map<String, Shape> parameters(
      StepDitConfig config, Map<String, TensorInfo> found) {
    Map<String, Shape> parameters = new LinkedHashMap<>();
    StepDitNetwork.parameterShapes(withLayers(config, 1))
        .forEach(
            (name, shape) -> {
              if (name.startsWith(BLOCK)) {
                for (int block = 0; block < config.layers(); block++) {
                  String rest = name.substring(BLOCK.length());
                  parameters.put(PipelineStages.BLOCKS + block + "." + rest, shape);
                }
              } else {
                parameters.put(name, shape);
              }
            });
    found.forEach(
        (name, info) -> {
          if (SPARE.matcher(name).matches()) {
            parameters.put(name, info.shape());
          }
        });
    return parameters;
  }

  private static StepDitConfig withLayers(StepDitConfig config, int layers) {
    return new StepDitConfig(
        config.inChannels(),
        config.outChannels(),
        config.patch(),
        config.heads(),
        config.headSize(),
        config.rotaryParts(),
        layers,
        config.captionChannels(),
        config.clipChannels(),
        config.conditioned());
  }

  /** Extents of tensors some of which may be missing. */
  private record Sizes(Map<String, TensorInfo> found) {

    StepDitConfig config(long width, long headSize, int layers) {
      StepDitConfig usual = StepDitConfig.textToVideo();
      boolean conditioned = found.keySet().stream().anyMatch(name -> name.startsWith(MOTION));
      int patch = dim("pos_embed.proj.weight", 2, usual.patch());
      int taken = dim("pos_embed.proj.weight", 1, usual.inChannels());
      int quarter = Math.toIntExact(headSize / 4);
      return new StepDitConfig(
          conditioned ? taken / 2 : taken,
          dim("proj_out.weight", 0, usual.outChannels()) / (patch * patch),
          patch,
          Math.toIntExact(width / headSize),
          Math.toIntExact(headSize),
          List.of(2 * quarter, quarter, quarter),
          layers,
          dim("caption_projection.linear_1.weight", 1, usual.captionChannels()),
          dim("clip_projection.weight", 1, usual.clipChannels()),
          conditioned);
    }

    /** The first extent that there is, of names and axes in turn. */
    Optional<Long> first(Object... namesAndAxes) {
      for (int i = 0; i < namesAndAxes.length; i += 2) {
        Optional<Long> dim = dim((String) namesAndAxes[i], (int) namesAndAxes[i + 1]);
        if (dim.isPresent()) {
          return dim;
        }
      }
      return Optional.empty();
    }

    private Optional<Long> dim(String name, int axis) {
      return Optional.ofNullable(found.get(name))
          .map(TensorInfo::shape)
          .filter(shape -> shape.rank() > axis && shape.dim(axis) > 0)
          .map(shape -> shape.dim(axis));
    }

    private int dim(String name, int axis, int otherwise) {
      return Math.toIntExact(dim(name, axis).orElse((long) otherwise));
    }
  }
}
