package io.kinolake.media.scene;

/**
 * The fixed-point numbers with which FFmpeg's swscale turns 8-bit YUV into RGB in its special
 * converter for x86, for ITU-R BT.601 primaries, which is what swscale takes when nobody names
 * others. A product is the high half of a signed 16-bit multiplication of (sample - offset) × 8.
 *
 * @param lumaOffset black level × 8
 * @param luma gain of luma, units of 1/8192
 * @param redFromV gain of V in red, units of 1/8192
 * @param greenFromU gain of U in green, units of 1/8192
 * @param greenFromV gain of V in green, units of 1/8192
 * @param blueFromU gain of U in blue, units of 1/8192
 */
record YuvCoefficients(
    int lumaOffset, int luma, int redFromV, int greenFromU, int greenFromV, int blueFromU) {

  // BT.601 in units of 1/65536 for chroma of range 224: the inverse table of swscale's yuv2rgb.
  private static final long RED_V = 104597;
  private static final long BLUE_U = 132201;
  private static final long GREEN_U = 25675;
  private static final long GREEN_V = 53279;

  /** Luma in 16..235, chroma in 16..240: {@code yuv420p}. */
  static YuvCoefficients limited() {
    return of(16, 65536L * 255 / 219, RED_V, GREEN_U, GREEN_V, BLUE_U);
  }

  /** All in 0..255: {@code yuvj420p}. */
  static YuvCoefficients full() {
    return of(0, 65536L, scaled(RED_V), scaled(GREEN_U), scaled(GREEN_V), scaled(BLUE_U));
  }

  private static long scaled(long gain) {
    return gain * 224 / 255;
  }

  private static YuvCoefficients of(
      int black, long luma, long redV, long greenU, long greenV, long blueU) {
    return new YuvCoefficients(
        black * 8, eighth(luma), eighth(redV), eighth(-greenU), eighth(-greenV), eighth(blueU));
  }

  /** From units of 1/65536 to units of 1/8192, rounded half up. */
  private static int eighth(long gain) {
    return (int) ((gain * 8192 + (1 << 15)) >> 16);
  }
}
