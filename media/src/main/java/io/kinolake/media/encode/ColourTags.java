package io.kinolake.media.encode;

import org.bytedeco.ffmpeg.global.avutil;

/**
 * How a stream's numbers stand for colours, in FFmpeg's numbering (that of ITU-T H.273).
 *
 * @param primaries colour primaries
 * @param transfer transfer function
 * @param matrix from RGB to luma and chroma
 */
public record ColourTags(int primaries, int transfer, int matrix) {
  public static final ColourTags UNKNOWN =
      new ColourTags(
          avutil.AVCOL_PRI_UNSPECIFIED, avutil.AVCOL_TRC_UNSPECIFIED, avutil.AVCOL_SPC_UNSPECIFIED);
}
