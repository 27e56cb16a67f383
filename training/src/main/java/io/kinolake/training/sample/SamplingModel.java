package io.kinolake.training.sample;

import io.kinolake.models.graph.Precision;
import io.kinolake.schemas.Fingerprint;

/**
 * A whole model: what it makes of texts, of noise and of latents. Networks are loaded when they are
 * first needed. Owns them until it is closed; used on one thread.
 *
 * @param kind such as {@code t2v}, for the table of samples
 * @param prompts encodes texts
 * @param pictures decodes latents
 * @param latents makes latents
 * @param precision in which the networks multiply
 * @param defaults settings where nothing else is asked for
 */
public record SamplingModel(
    String kind,
    PromptEncoder prompts,
    LatentPictures pictures,
    LatentSampler latents,
    Precision precision,
    SampleSettings defaults)
    implements AutoCloseable {

  /** The largest shape within another one that the model makes. */
  public VideoShape fitted(VideoShape wanted) {
    return pictures.fitted(wanted, latents.patch());
  }

  /** Stands for the transformer's weights. */
  public Fingerprint checkpoint() {
    return latents.digest();
  }

  /** Stands for all weights and how they are used. */
  Fingerprint digest() {
    return Fingerprint.of(kind, prompts.digest(), pictures.digest(), latents.digest(), precision);
  }

  @Override
  public void close() {
    latents.close();
    pictures.close();
  }
}
