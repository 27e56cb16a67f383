package io.kinolake.training.sample;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.stdit.StditConfig;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.networks.stepvideo.StepVideoTree;
import io.kinolake.models.networks.stepvideo.StepVideoTree.Part;
import io.kinolake.models.tiny.FoldedPictures;
import io.kinolake.models.tiny.WordVectors;
import io.kinolake.models.weights.ModelFolder;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.convert.MindSpeedTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens models to sample from. What is missing or does not belong together is told at once. */
public final class SamplingModels {
  /** Words of a prompt that the tiny feature set keeps. */
  private static final int TINY_WORDS = 32;

  private SamplingModels() {}

  /**
   * Step-Video's, from the published tree, or a model of its kind that was trained on the tiny
   * feature set: a folder of {@code config.json} and weights whose latents have 12 channels.
   *
   * @param model the tree or the folder
   * @param load other weights of the transformer: a file, a folder or a tree of MindSpeed-MM; a
   *     {@code config.json} there counts instead of the model's
   * @param imageToVideo whether videos shall start from pictures
   * @param share this process's part of the transformer
   * @throws KinolakeException BAD_CONFIG naming what is missing, a transformer of the other kind,
   *     or one that cannot be shared so
   */
  public static SamplingModel stepVideo(
      Path model,
      Optional<Path> load,
      boolean imageToVideo,
      TransformerShare share,
      NetworkOptions options) {
    boolean tiny = !Files.isDirectory(model.resolve("transformer")) && hasConfig(model);
    SamplingModel opened =
        tiny
            ? tinyFlow(model, load, imageToVideo, share, options)
            : publishedFlow(model, load, imageToVideo, share, options);
    if (opened.latents().takesImage() != imageToVideo) {
      opened.close();
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "The transformer in '%s' is one for %s (use_additional_conditions). Take %s, or another model."
              .formatted(
                  load.orElse(model),
                  imageToVideo ? "text to video" : "image to video",
                  imageToVideo ? "t2v" : "i2v"));
    }
    return opened;
  }

  /**
   * Open-Sora 1.0's, or a model of its kind that was trained on the tiny feature set, whose latents
   * have 12 channels and which needs no encoders.
   *
   * @param weights of the STDiT: a file, or a folder with or without {@code config.json}; without,
   *     it is STDiT-XL/2
   * @param vae folder of Stable Diffusion's autoencoder
   * @param t5 folder of T5's encoder
   */
  public static SamplingModel openSora(
      Path weights, Optional<Path> vae, Optional<Path> t5, NetworkOptions options) {
    StditConfig config = hasConfig(weights) ? StditConfig.of(config(weights)) : StditConfig.xl2();
    LatentSampler latents = new DiffusionLatents(config, Checkpoint.of(weights), options);
    if (config.channels() == FoldedPictures.CHANNELS) {
      return new SamplingModel(
          "opensora",
          new WordPrompts(
              new WordVectors(
                  Math.min(TINY_WORDS, config.captionLength()), config.captionChannels()),
              Optional.empty()),
          new TinyPictures(),
          latents,
          options.precision(),
          SampleDefaults.tinyDiffusion());
    }
    ModelFolder encoder =
        ModelFolder.of(required(t5, "--t5", "DeepFloyd/t5-v1_1-xxl"), "DeepFloyd/t5-v1_1-xxl");
    ModelFolder autoencoder =
        ModelFolder.of(
            required(vae, "--vae", "stabilityai/sd-vae-ft-ema"), "stabilityai/sd-vae-ft-ema");
    return new SamplingModel(
        "opensora",
        new T5Prompts(encoder, config.captionLength(), options),
        new SdVaePictures(autoencoder, options),
        latents,
        options.precision(),
        SampleDefaults.openSora());
  }

  private static SamplingModel publishedFlow(
      Path model,
      Optional<Path> load,
      boolean imageToVideo,
      TransformerShare share,
      NetworkOptions options) {
    StepVideoTree tree =
        load.isPresent()
            ? StepVideoTree.of(model, Part.HUNYUAN_CLIP, Part.STEP_LLM, Part.VAE)
            : StepVideoTree.of(model, Part.HUNYUAN_CLIP, Part.STEP_LLM, Part.VAE, Part.TRANSFORMER);
    Path transformer = model.resolve("transformer");
    Path weights = load.orElse(transformer);
    StepDitConfig config = sizes(weights, transformer);
    return new SamplingModel(
        imageToVideo ? "i2v" : "t2v",
        new StepVideoPrompts(tree, options),
        new StepVideoPictures(tree.vae(), options),
        new FlowLatents(config, Checkpoint.of(weights), share, options),
        options.precision(),
        imageToVideo ? SampleDefaults.imageToVideo() : SampleDefaults.textToVideo());
  }

  /** Of weights, by what stands beside them, else as published, else as a tree's weights tell. */
  private static StepDitConfig sizes(Path weights, Path transformer) {
    if (hasConfig(weights) || hasConfig(transformer)) {
      return StepDitConfig.of(config(hasConfig(weights) ? weights : transformer));
    }
    if (MindSpeedTree.isOne(weights)) {
      return MindSpeedTree.config(weights);
    }
    throw new KinolakeException(
        FailureCode.BAD_CONFIG,
        "Neither '%s' nor '%s' has a config.json that states the transformer's sizes. Copy the published one there."
            .formatted(weights, transformer));
  }

  private static SamplingModel tinyFlow(
      Path model,
      Optional<Path> load,
      boolean imageToVideo,
      TransformerShare share,
      NetworkOptions options) {
    StepDitConfig config = StepDitConfig.of(config(model));
    if (config.inChannels() != FoldedPictures.CHANNELS) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "'%s' is a transformer for latents of %d channels, not of the %d that the tiny feature set has. Name its encoders: --model the published tree, --load this folder."
              .formatted(model, config.inChannels(), FoldedPictures.CHANNELS));
    }
    return new SamplingModel(
        imageToVideo ? "i2v" : "t2v",
        new WordPrompts(
            new WordVectors(TINY_WORDS, config.captionChannels()),
            Optional.of(config.clipChannels())),
        new TinyPictures(),
        new FlowLatents(config, Checkpoint.of(load.orElse(model)), share, options),
        options.precision(),
        SampleDefaults.tinyFlow());
  }

  private static boolean hasConfig(Path folder) {
    return Files.isRegularFile(folder.resolve("config.json"));
  }

  /** Sizes, which recorded folders and trained models state within {@code model}. */
  private static JsonNode config(Path folder) {
    JsonNode json = ModelFolder.read(folder);
    return json.has("model") ? json.path("model") : json;
  }

  private static Path required(Optional<Path> folder, String option, String published) {
    return folder.orElseThrow(
        () ->
            new KinolakeException(
                FailureCode.BAD_ARGUMENT,
                "Open-Sora's model needs %s: the folder of %s.".formatted(option, published)));
  }
}
