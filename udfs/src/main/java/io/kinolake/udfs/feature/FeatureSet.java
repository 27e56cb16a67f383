package io.kinolake.udfs.feature;

import io.kinolake.models.networks.stepvideo.StepVideoTree;
import io.kinolake.models.weights.ModelFolder;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.tables.FeatureTable;
import io.kinolake.schemas.tables.LatentForm;
import io.kinolake.schemas.tables.TextForm;
import io.kinolake.udfs.feature.StepVideoLatents.Condition;
import java.io.Serializable;
import java.util.List;

/**
 * A recipe for samples: which frames, which pictures, and what encodes them and their captions.
 * Latents and embeddings are parts of their own, so that a caption that changes leaves the latents
 * alone. Sets of different names exist side by side.
 *
 * @param name what the samples are called in the manifest
 * @param latentForm in what form latents are kept
 * @param textForm in what form embeddings are kept
 */
public record FeatureSet(
    String name,
    FrameRule frames,
    PictureRule pictures,
    LatentEncoding latents,
    TextEncoding text,
    LatentForm latentForm,
    TextForm textForm)
    implements Serializable {

  /** Stands for how quantised tensors are stored; another number makes them again. */
  private static final int FORMS_VERSION = 2;

  /** A set that keeps latents and embeddings as they are encoded. */
  public FeatureSet(
      String name,
      FrameRule frames,
      PictureRule pictures,
      LatentEncoding latents,
      TextEncoding text) {
    this(name, frames, pictures, latents, text, LatentForm.EXACT, TextForm.EXACT);
  }

  /** The same set, its latents in another form. */
  public FeatureSet with(LatentForm other) {
    return new FeatureSet(name, frames, pictures, latents, text, other, textForm);
  }

  /** The same set, its embeddings in another form. */
  public FeatureSet with(TextForm other) {
    return new FeatureSet(name, frames, pictures, latents, text, latentForm, other);
  }

  /**
   * The set that needs no download: seventeen frames, two seconds of long clips, small pictures in
   * three aspect ratios, {@link PatchifyLatents} and {@link WordHashText}.
   */
  public static FeatureSet tiny() {
    return new FeatureSet(
        "tiny",
        new FrameRule.StepVideo(17, 8, 0),
        new PictureRule(
            List.of(new FrameSize(48, 32), new FrameSize(16, 16), new FrameSize(32, 48)),
            PictureRule.Style.SMOOTH),
        new PatchifyLatents(),
        new WordHashText(32, 64));
  }

  /**
   * Open-Sora 1.0's: sixteen frames of 256×256, Stable Diffusion's autoencoder, T5 with 120 tokens.
   *
   * @param vae folder of the autoencoder
   * @param t5 folder of the encoder
   */
  public static FeatureSet openSora(ModelFolder vae, ModelFolder t5) {
    return new FeatureSet(
        "opensora",
        new FrameRule.OpenSora(16, 3),
        new PictureRule(List.of(new FrameSize(256, 256)), PictureRule.Style.OPEN_SORA),
        new SdVaeLatents(vae),
        new T5Text(t5, 120));
  }

  /**
   * Step-Video's for text to video: the published ones are 136 frames of 992×544, and captions of
   * 320 and 77 tokens. Latents and embeddings are kept quantised.
   *
   * @param models the published folder
   * @param frames frames of a sample, a multiple of 17
   * @param picture size of its pictures, multiples of 16
   */
  public static FeatureSet stepVideoT2v(StepVideoTree models, int frames, FrameSize picture) {
    return stepVideo("stepvideo-t2v", models, frames, picture, Condition.NONE);
  }

  /**
   * Step-Video's for image to video, published with 102 frames: as {@link #stepVideoT2v}, with the
   * latent of the first picture.
   */
  public static FeatureSet stepVideoI2v(StepVideoTree models, int frames, FrameSize picture) {
    return stepVideo("stepvideo-i2v", models, frames, picture, Condition.FIRST_PICTURE);
  }

  private static FeatureSet stepVideo(
      String name, StepVideoTree models, int frames, FrameSize picture, Condition condition) {
    return new FeatureSet(
        name,
        new FrameRule.StepVideo(frames, 8, 0),
        new PictureRule(List.of(picture), PictureRule.Style.STEP_VIDEO),
        new StepVideoLatents(models.vae(), condition),
        new StepVideoText(models.llm(), 320, models.clip(), 77),
        LatentForm.QUANTISED,
        TextForm.QUANTISED);
  }

  /** The name of the part of the work that makes latents. */
  public String latentsPart() {
    return FeatureTable.latentsPart(name);
  }

  /** The name of the part of the work that embeds captions. */
  public String textPart() {
    return FeatureTable.textPart(name);
  }

  /** Stands for everything that decides the latents beside the clip. */
  public Fingerprint latentsFingerprint() {
    Fingerprint exact = Fingerprint.of(frames, pictures, latents.name(), latents.digest());
    return switch (latentForm) {
      case EXACT -> exact;
      case MEAN -> Fingerprint.of(exact, latentForm);
      case QUANTISED -> Fingerprint.of(exact, latentForm, FORMS_VERSION);
    };
  }

  /** Stands for everything that decides the embedding beside the caption. */
  public Fingerprint textFingerprint() {
    return textForm == TextForm.EXACT
        ? textEncoderFingerprint()
        : Fingerprint.of(textEncoderFingerprint(), textForm, FORMS_VERSION);
  }

  /** Stands for what embeds captions, in whatever form embeddings are kept. */
  Fingerprint textEncoderFingerprint() {
    return Fingerprint.of(text.name(), text.digest());
  }

  /** Name and digest of what makes the latents. */
  String latentModel() {
    return latents.name() + "@" + latents.digest().value();
  }

  /** Name and digest of what embeds the captions. */
  String textModel() {
    return text.name() + "@" + text.digest().value();
  }
}
