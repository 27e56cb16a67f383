package io.kinolake.training.prepare;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.config.ModelSettings;
import io.kinolake.training.config.TrainingConfig;
import java.util.Arrays;
import java.util.List;

/** The feature sets that the pipeline makes, and what a model must be to take their samples. */
enum KnownFeatures {
  TINY("tiny", 12, 64),
  OPENSORA("opensora", 4, 4096),
  STEPVIDEO_T2V("stepvideo-t2v", 64, 6144),
  STEPVIDEO_I2V("stepvideo-i2v", 64, 6144);

  private final String set;
  private final int channels;
  private final int captionChannels;

  KnownFeatures(String set, int channels, int captionChannels) {
    this.set = set;
    this.channels = channels;
    this.captionChannels = captionChannels;
  }

  /**
   * Sees to it that the pipeline can make the samples, and that the model takes them: making them
   * takes long.
   *
   * @throws KinolakeException BAD_CONFIG if not
   */
  static void require(TrainingConfig config) {
    String wanted = config.data().featureSet();
    KnownFeatures known =
        Arrays.stream(values())
            .filter(one -> one.set.equals(wanted))
            .findFirst()
            .orElseThrow(() -> refused(unknown(wanted)));
    ModelSettings model = config.model();
    int channels =
        model
            .stepVideo()
            .map(ModelSettings.StepVideo::channels)
            .orElseGet(() -> model.stdit().orElseThrow().channels());
    int captionChannels =
        model
            .stepVideo()
            .map(ModelSettings.StepVideo::captionChannels)
            .orElseGet(() -> model.stdit().orElseThrow().captionChannels());
    if (channels != known.channels || captionChannels != known.captionChannels) {
      throw refused(
          "The model takes latents of %d channels and captions of %d, the feature set '%s' has %d and %d. Set data.feature-set to the one that belongs to the model"
              .formatted(
                  channels, captionChannels, known.set, known.channels, known.captionChannels));
    }
  }

  private static String unknown(String wanted) {
    List<String> sets = Arrays.stream(values()).map(one -> one.set).toList();
    return "The pipeline makes the feature sets %s, not '%s'. Set data.feature-set, or leave out --data-path and set data.warehouse"
        .formatted(sets, wanted);
  }

  private static KinolakeException refused(String what) {
    return new KinolakeException(FailureCode.BAD_CONFIG, what + ".");
  }
}
