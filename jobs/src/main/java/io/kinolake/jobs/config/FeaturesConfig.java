package io.kinolake.jobs.config;

import io.kinolake.models.networks.stepvideo.StepVideoTree;
import io.kinolake.models.weights.ModelFolder;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.tables.LatentForm;
import io.kinolake.schemas.tables.TextForm;
import io.kinolake.udfs.feature.ExtractFeaturesSettings;
import io.kinolake.udfs.feature.FeatureSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The group {@code features}: which training samples are made of the selected clips.
 *
 * @param sets feature sets; empty for none
 * @param latents in what form latents are kept, where not in the set's own
 * @param text in what form embeddings of captions are kept, where not in the set's own
 * @param shardMegabytes a shard ends with the sample that exceeds it, MiB
 * @param sdVae folder of Stable Diffusion's autoencoder, for {@code opensora}
 * @param t5 folder of T5's encoder, for {@code opensora}
 * @param stepVideo folder of Step-Video's models, for {@code stepvideo-t2v} and {@code
 *     stepvideo-i2v}
 * @param stepVideoFrames frames of their samples, where not the published 136 and 102
 * @param stepVideoSize size of their pictures, such as {@code 992x544}, which is the published one
 */
public record FeaturesConfig(
    List<Kind> sets,
    Optional<LatentForm> latents,
    Optional<TextForm> text,
    int shardMegabytes,
    Optional<String> sdVae,
    Optional<String> t5,
    Optional<String> stepVideo,
    Optional<Integer> stepVideoFrames,
    Optional<String> stepVideoSize) {
  private static final long MEGABYTE = 1 << 20;
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");
  private static final FrameSize PUBLISHED_SIZE = new FrameSize(992, 544);
  private static final int T2V_FRAMES = 136;
  private static final int I2V_FRAMES = 102;

  /** Frames that Step-Video's autoencoder takes at once. */
  private static final int CHUNK = 17;

  /** How many times smaller its latents are. */
  private static final int REDUCTION = 16;

  /** The feature sets. */
  public enum Kind {
    TINY,
    OPENSORA,
    STEPVIDEO_T2V,
    STEPVIDEO_I2V
  }

  public FeaturesConfig {
    sets = List.copyOf(sets);
    if (sets.contains(Kind.OPENSORA) && (sdVae.isEmpty() || t5.isEmpty())) {
      throw new IllegalArgumentException(
          "the feature set 'opensora' needs sd-vae and t5, the folders of its models");
    }
    boolean stepVideoWanted =
        sets.contains(Kind.STEPVIDEO_T2V) || sets.contains(Kind.STEPVIDEO_I2V);
    if (stepVideoWanted && stepVideo.isEmpty()) {
      throw new IllegalArgumentException(
          "the feature sets of Step-Video need step-video, the folder of its models");
    }
    if (stepVideoFrames.isPresent()
        && (stepVideoFrames.get() < CHUNK || stepVideoFrames.get() % CHUNK != 0)) {
      throw new IllegalArgumentException(
          "step-video-frames must be a multiple of %d, not %d"
              .formatted(CHUNK, stepVideoFrames.get()));
    }
    sizeOf(stepVideoSize);
  }

  private static FrameSize sizeOf(Optional<String> text) {
    if (text.isEmpty()) {
      return PUBLISHED_SIZE;
    }
    Matcher size = SIZE.matcher(text.get());
    if (size.matches()) {
      int width = Integer.parseInt(size.group(1));
      int height = Integer.parseInt(size.group(2));
      if (Math.min(width, height) > 0 && width % REDUCTION == 0 && height % REDUCTION == 0) {
        return new FrameSize(width, height);
      }
    }
    throw new IllegalArgumentException(
        "step-video-size must be WIDTHxHEIGHT, multiples of %d, not '%s'"
            .formatted(REDUCTION, text.get()));
  }

  /**
   * The stage's settings. Looks into the folders of the models that are needed.
   *
   * @param warehouse where the shards' folder lies
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if a model is not there
   */
  public ExtractFeaturesSettings toSettings(String warehouse) {
    return new ExtractFeaturesSettings(
        sets.stream().map(this::set).map(this::inForms).toList(),
        warehouse + "/" + ExtractFeaturesSettings.FOLDER,
        shardMegabytes * MEGABYTE);
  }

  private FeatureSet inForms(FeatureSet set) {
    FeatureSet ofLatents = latents.map(set::with).orElse(set);
    return text.map(ofLatents::with).orElse(ofLatents);
  }

  private FeatureSet set(Kind kind) {
    return switch (kind) {
      case TINY -> FeatureSet.tiny();
      case OPENSORA ->
          FeatureSet.openSora(
              ModelFolder.of(Path.of(sdVae.orElseThrow()), "stabilityai/sd-vae-ft-ema"),
              ModelFolder.of(Path.of(t5.orElseThrow()), "DeepFloyd/t5-v1_1-xxl"));
      case STEPVIDEO_T2V ->
          FeatureSet.stepVideoT2v(
              stepVideoTree(), stepVideoFrames.orElse(T2V_FRAMES), sizeOf(stepVideoSize));
      case STEPVIDEO_I2V ->
          FeatureSet.stepVideoI2v(
              stepVideoTree(), stepVideoFrames.orElse(I2V_FRAMES), sizeOf(stepVideoSize));
    };
  }

  private StepVideoTree stepVideoTree() {
    return StepVideoTree.of(
        Path.of(stepVideo.orElseThrow()),
        StepVideoTree.Part.HUNYUAN_CLIP,
        StepVideoTree.Part.STEP_LLM,
        StepVideoTree.Part.VAE);
  }
}
