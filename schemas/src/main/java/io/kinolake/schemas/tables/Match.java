package io.kinolake.schemas.tables;

import io.kinolake.schemas.media.ClipId;

/**
 * How well a caption fits the picture in the middle of its clip.
 *
 * @param captioner whose caption it is
 * @param match cosine of the embeddings of picture and text, times the model's scale (100 for the
 *     published models)
 * @param model digest of the model
 */
public record Match(ClipId clip, String captioner, double match, String model) {

  public Match {
    if (!Double.isFinite(match)) {
      throw new IllegalArgumentException("A match is a finite number, not " + match);
    }
  }
}
