package io.kinolake.training.weights;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.model.TrainableModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights of PixArt-α, which makes pictures, as those of an STDiT, which makes videos: everything
 * of the picture is taken, patches get an extent in time of one, and attention in time is new. As
 * the STDiT begins, its projection is zero, so that at first each frame is what PixArt-α makes of
 * it. Positions are computed by the network and not taken. Thread-safe. Owns the source.
 */
final class PixArtWeights implements WeightSource {
  private static final String STATE = "state_dict.";
  private static final String PATCHES = "x_embedder.proj.weight";
  private static final String POSITIONS = "pos_embed";
  private static final String IN_TIME = ".attn_temp.";
  private static final int PICTURE_RANK = 4;

  private final WeightSource source;
  private final TrainableModel model;
  private final long seed;
  private final Map<String, String> sourceNames = new LinkedHashMap<>();
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
  private final List<String> left = new ArrayList<>();
  private final List<String> fresh = new ArrayList<>();

  /**
   * @param source PixArt-α's file, which is closed with this
   * @param seed decides what is new
   */
  PixArtWeights(WeightSource source, TrainableModel model, long seed) {
    this.source = source;
    this.model = model;
    this.seed = seed;
    source.tensors().forEach(this::take);
    model
        .parameterShapes()
        .forEach(
            (name, shape) -> {
              if (name.contains(IN_TIME)) {
                fresh.add(name);
                tensors.put(name, new TensorInfo(DType.F32, shape));
              }
            });
  }

  /** Whether weights are of a transformer of pictures, without attention in time. */
  static boolean isOne(WeightSource source) {
    Map<String, TensorInfo> found = source.tensors();
    TensorInfo patches = found.getOrDefault(STATE + PATCHES, found.get(PATCHES));
    return patches != null
        && patches.shape().rank() == PICTURE_RANK
        && found.keySet().stream().noneMatch(name -> name.contains(IN_TIME));
  }

  /** What was taken, what is new and what is not used, for people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "PixArt-alpha's weights: %d tensors taken from %s".formatted(sourceNames.size(), origin()));
    lines.add(
        "new: %d tensors of attention in time, projections at zero: %s"
            .formatted(fresh.size(), String.join(", ", fresh)));
    lines.add("not taken: %s".formatted(left.isEmpty() ? "none" : String.join(", ", left)));
    return lines;
  }

  @Override
  public String origin() {
    return source.origin();
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public HostTensor tensor(String name) {
    TensorInfo info = tensors.get(name);
    if (info == null) {
      throw new KinolakeException(
          FailureCode.NOT_FOUND, "%s has no tensor '%s'".formatted(origin(), name));
    }
    String sourceName = sourceNames.get(name);
    if (sourceName != null) {
      return source.tensor(sourceName).reshape(info.shape());
    }
    int count = Math.toIntExact(info.shape().elements());
    return HostTensor.floats(info.shape(), model.start(name, info.shape()).draw(name, count, seed));
  }

  @Override
  public void close() {
    source.close();
  }

  /** Beside {@code state_dict} a file may hold its moving average and other things. */
  private void take(String sourceName, TensorInfo info) {
    boolean nested = source.tensors().containsKey(STATE + PATCHES);
    String name = nested && sourceName.startsWith(STATE) ? tail(sourceName) : sourceName;
    if (name.equals(POSITIONS) || (nested && !sourceName.startsWith(STATE))) {
      left.add(sourceName);
      return;
    }
    sourceNames.put(name, sourceName);
    tensors.put(
        name, name.equals(PATCHES) ? new TensorInfo(info.dtype(), inTime(info.shape())) : info);
  }

  private static String tail(String name) {
    return name.substring(STATE.length());
  }

  /** From [width, channels, height, width] to [width, channels, 1, height, width]. */
  private static Shape inTime(Shape picture) {
    return Shape.of(picture.dim(0), picture.dim(1), 1, picture.dim(2), picture.dim(3));
  }
}
