package io.kinolake.jobs.exchange;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.feature.FeatureTensors;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks that tensors read from elsewhere are a sample, and gives them the types of shards. */
final class SampleTensors {
  private static final Map<String, Integer> RANKS =
      Map.of(
          FeatureTensors.LATENT_MEAN, 4,
          FeatureTensors.LATENT_LOG_VARIANCE, 4,
          FeatureTensors.IMAGE_MEAN, 4,
          FeatureTensors.IMAGE_LOG_VARIANCE, 4,
          FeatureTensors.NOISY_IMAGE_MEAN, 4,
          FeatureTensors.NOISY_IMAGE_LOG_VARIANCE, 4,
          FeatureTensors.TEXT, 2,
          FeatureTensors.TEXT_CLIP, 2,
          FeatureTensors.TEXT_CLIP_MASK, 1);

  /** Variances, and the means whose shape they have. */
  private static final Map<String, String> MEANS =
      Map.of(
          FeatureTensors.LATENT_LOG_VARIANCE, FeatureTensors.LATENT_MEAN,
          FeatureTensors.IMAGE_LOG_VARIANCE, FeatureTensors.IMAGE_MEAN,
          FeatureTensors.NOISY_IMAGE_LOG_VARIANCE, FeatureTensors.NOISY_IMAGE_MEAN);

  private SampleTensors() {}

  /**
   * The tensors as shards hold them: BF16, the mask U8.
   *
   * @param where the sample is, for errors
   * @param tensors by the names of {@link FeatureTensors}
   * @throws KinolakeException FORBIDDEN_FORMAT if they are no sample
   */
  static Map<String, HostTensor> checked(String where, Map<String, HostTensor> tensors) {
    for (String needed : List.of(FeatureTensors.LATENT_MEAN, FeatureTensors.TEXT)) {
      require(tensors.containsKey(needed), where, "it has no tensor '%s'".formatted(needed));
    }
    Map<String, HostTensor> stored = new TreeMap<>();
    tensors.forEach(
        (name, tensor) -> {
          require(RANKS.containsKey(name), where, "'%s' is no tensor of a sample".formatted(name));
          require(
              tensor.shape().rank() == RANKS.get(name) && tensor.shape().elements() > 0,
              where,
              "'%s' has the shape %s".formatted(name, tensor.shape()));
          boolean isMask = name.equals(FeatureTensors.TEXT_CLIP_MASK);
          require(
              isMask || tensor.dtype().isFloating(),
              where,
              "'%s' has the type %s".formatted(name, tensor.dtype()));
          stored.put(name, tensor.cast(isMask ? DType.U8 : DType.BF16));
        });
    requirePairs(where, stored);
    return stored;
  }

  private static void requirePairs(String where, Map<String, HostTensor> tensors) {
    MEANS.forEach(
        (name, meanName) -> {
          HostTensor variance = tensors.get(name);
          HostTensor mean = tensors.get(meanName);
          require(
              variance == null || (mean != null && variance.shape().equals(mean.shape())),
              where,
              "'%s' and '%s' differ in shape".formatted(name, meanName));
        });
    HostTensor text = tensors.get(FeatureTensors.TEXT_CLIP);
    HostTensor mask = tensors.get(FeatureTensors.TEXT_CLIP_MASK);
    require(
        (text == null) == (mask == null)
            && (text == null || mask.shape().equals(Shape.of(text.shape().dim(0)))),
        where,
        "'%s' and '%s' do not go together"
            .formatted(FeatureTensors.TEXT_CLIP, FeatureTensors.TEXT_CLIP_MASK));
  }

  private static void require(boolean holds, String where, String problem) {
    if (!holds) {
      throw new KinolakeException(
          FailureCode.FORBIDDEN_FORMAT,
          "%s is no sample with latents and text: %s. Its tensors are called as in docs/format/feature-shard.md."
              .formatted(where, problem));
    }
  }
}
