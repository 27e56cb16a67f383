package io.kinolake.training.sample;

import io.kinolake.schemas.Fingerprint;
import java.util.List;

/** Turns texts into what a transformer takes. Used on one thread. */
interface PromptEncoder {

  /** Stands for weights and vocabularies. */
  Fingerprint digest();

  /**
   * Embeds texts. Networks are loaded for the call and freed again, before the larger transformer
   * is loaded.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if a network cannot be loaded or run
   */
  List<EncodedText> encode(List<String> texts);
}
