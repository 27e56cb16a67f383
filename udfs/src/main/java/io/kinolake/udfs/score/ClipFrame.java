package io.kinolake.udfs.score;

import io.kinolake.media.measure.BlockMotion;
import io.kinolake.media.measure.ColorImage;
import io.kinolake.media.measure.GrayImage;

/**
 * One frame of a clip, shared by all scorers of a pass: each form of its picture is made once, when
 * it is first asked for. Valid until {@link ClipScoring#accept} returns; the images it gave remain
 * valid. One thread.
 */
public interface ClipFrame {

  /** Index in the clip, from 0. */
  long index();

  /** Presentation time in microseconds, on the time line of the file that is read. */
  long timeUs();

  /** The luma picture in a form. */
  GrayImage gray(PictureForm form);

  /** The colour picture in a form. */
  ColorImage color(PictureForm form);

  /** The codec's motion vectors; empty for frames that have none. */
  BlockMotion motion();
}
