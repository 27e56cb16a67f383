package io.kinolake.training.config;

import io.kinolake.training.model.TrainableModel;
import io.kinolake.training.preference.StepVideoPreferenceModel;

/**
 * Everything that decides a training. {@code conf/training/defaults.yaml} explains each setting.
 *
 * @param model what is trained
 * @param data on what
 * @param preference whether by preferences
 * @param batch how many samples make a step
 * @param optimizer how weights follow gradients
 * @param parallel how ranks share the work
 * @param compute where and in which numbers
 * @param run where it writes, and what
 * @param samples videos that are drawn on the way
 */
public record TrainingConfig(
    ModelSettings model,
    DataSettings data,
    PreferenceSection preference,
    BatchSettings batch,
    OptimizerSettings optimizer,
    ParallelSettings parallel,
    ComputeSettings compute,
    RunSettings run,
    PreviewSettings samples) {

  public TrainingConfig {
    if (samples.every() % run.checkpointEvery() != 0) {
      throw new IllegalArgumentException(
          "samples.every is %d, which is no multiple of run.checkpoint-every, %d; samples are drawn from checkpoints"
              .formatted(samples.every(), run.checkpointEvery()));
    }
    boolean image = model.stepVideo().map(ModelSettings.StepVideo::image).orElse(false);
    if (samples.every() > 0 && image != samples.images().isPresent()) {
      throw new IllegalArgumentException(
          image
              ? "samples.images is not set, though videos of a model for image to video start from pictures: name a picture, or a text file with the path of one in each line, or set samples.every to 0"
              : "samples.images is '%s', but the model makes videos from text alone: leave it out"
                  .formatted(samples.images().get()));
    }
    if (preference.pairs().isPresent()) {
      if (model.stepVideo().isEmpty()) {
        throw new IllegalArgumentException("preferences train Step-Video's transformer only");
      }
      if (preference.reference().or(model::load).isEmpty()) {
        throw new IllegalArgumentException(
            "preferences need weights to be measured against: set model.load or preference.reference");
      }
    }
  }

  /** The model with its loss. */
  public TrainableModel trainable() {
    return preference.pairs().isPresent() ? byPreference() : model.trainable();
  }

  /** The model that is trained by preferences, if pairs are given. */
  public StepVideoPreferenceModel byPreference() {
    ModelSettings.StepVideo sizes = model.stepVideo().orElseThrow();
    return new StepVideoPreferenceModel(
        sizes.network(), sizes.convention().flow(), preference.settings());
  }
}
