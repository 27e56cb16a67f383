package io.kinolake.schemas.tables;

import java.util.Optional;

/**
 * The outcome of decoding every frame of a file.
 *
 * @param framesDecoded how many frames came out
 * @param firstBadUs time of the first packet or frame that could not be decoded
 * @param firstBadReason the decoder's words for it
 */
public record DecodeVerdict(
    long framesDecoded, Optional<Long> firstBadUs, Optional<String> firstBadReason) {

  /** Whether everything decoded. */
  public boolean isIntact() {
    return firstBadReason.isEmpty();
  }
}
