package io.kinolake.training.model;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.step.Tape;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model whose samples can be shared by several ranks. Immutable. */
public interface SplitModel extends TrainableModel {
  /**
   * A model as one that can be shared.
   *
   * @throws KinolakeException BAD_CONFIG if it cannot
   */
  static SplitModel of(TrainableModel model) {
    if (model instanceof SplitModel split) {
      return split;
    }
    throw new KinolakeException(
        FailureCode.BAD_CONFIG,
        "Samples of this model cannot be shared by tensor- or context-parallel ranks. Set parallel.tensor and parallel.context to 1.");
  }

  /**
   * Sees to it that ranks can share the model.
   *
   * @param split of any of the ranks
   * @throws KinolakeException BAD_CONFIG if not
   */
  void requireRanks(Split split);

  /**
   * Sees to it that ranks can share a video.
   *
   * @param frames of its latents
   * @param height of its latents
   * @param width of its latents
   * @param split of any of the ranks
   * @throws KinolakeException BAD_CONFIG if not
   */
  void requireVideo(long frames, long height, long width, Split split);

  /**
   * The loss of this rank's frames, in pieces between which ranks exchange values. A micro batch is
   * that of the other tapes, but its latents are this rank's frames: {@link #own}. The loss is the
   * mean over these frames, so that a sample's loss is the mean of those of its context-parallel
   * ranks, which all tensor-parallel ranks know. Gradients of context-parallel ranks are added up
   * as those of data-parallel ones; what tensor-parallel ranks do is said by {@link #holding}. As
   * with {@link #staged}, blocks are computed anew on the way back.
   *
   * @param latents shape of a sample's whole latents, without the batch
   * @throws KinolakeException BAD_CONFIG if ranks cannot share the model or such a video
   */
  Tape split(Shape latents, Split split);

  /** The inputs that have frames, where they are there, each with the axis of its frames. */
  Map<String, Integer> frameAxes();

  /**
   * A micro batch as a rank takes it: what has frames is cut, the rest is for all.
   *
   * @throws KinolakeException BAD_CONFIG if the frames cannot be shared out evenly
   */
  default Map<String, HostTensor> own(Map<String, HostTensor> batch, Split split) {
    Map<String, HostTensor> own = new LinkedHashMap<>(batch);
    frameAxes()
        .forEach((name, axis) -> own.computeIfPresent(name, (key, all) -> split.own(all, axis)));
    return own;
  }

  /** What tensor-parallel ranks hold of a parameter by its published name. */
  Holding holding(String parameter);
}
