package io.kinolake.schemas.tables;

import io.kinolake.schemas.media.ClipId;
import java.util.List;
import java.util.Optional;

/**
 * One captioner's caption of one clip, with its provenance.
 *
 * @param text the caption, never blank
 * @param origin where it came from
 */
public record Caption(ClipId clip, String captioner, String text, Origin origin) {

  public Caption {
    if (text.isBlank()) {
      throw new IllegalArgumentException("A caption must not be blank");
    }
  }

  /**
   * Where a caption came from.
   *
   * @param model the model that wrote it, or the file that it was read from
   * @param prompt the whole prompt that was sent
   * @param frames indices in the clip of the frames that were shown
   * @param promptTokens tokens the server counted for the request
   * @param completionTokens tokens the server counted for the answer
   */
  public record Origin(
      Optional<String> model,
      Optional<String> prompt,
      List<Long> frames,
      Optional<Long> promptTokens,
      Optional<Long> completionTokens) {

    public Origin {
      frames = List.copyOf(frames);
    }
  }
}
