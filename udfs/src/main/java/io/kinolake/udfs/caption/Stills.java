package io.kinolake.udfs.caption;

import io.kinolake.schemas.tables.Clip;
import java.util.List;

/** Gives single frames of clips as pictures. */
interface Stills {

  /**
   * Frames of a clip in the order of their indices.
   *
   * @param indices in the clip, from 0, rising
   * @param shorterSide larger pictures are scaled down to it, pixels
   * @throws io.kinolake.schemas.failure.KinolakeException if the clip cannot be decoded
   */
  List<Still> of(Clip clip, List<Long> indices, int shorterSide);

  /**
   * One frame.
   *
   * @param index in the clip
   * @param jpeg the picture as a JPEG file in base 64
   */
  record Still(long index, String jpeg) {}
}
