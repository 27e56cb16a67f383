package io.kinolake.udfs.match;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.udfs.score.WeightsFile;
import java.io.Serializable;

/**
 * What texts are embedded by.
 *
 * @param clip weights of CLIP, the same that pictures were embedded by
 * @param vocabulary its merges: {@code merges.txt} or {@code bpe_simple_vocab_16e6.txt.gz}
 */
public record TextModel(WeightsFile clip, WeightsFile vocabulary) implements Serializable {

  Fingerprint digest() {
    return Fingerprint.of(clip.digest(), vocabulary.digest());
  }
}
