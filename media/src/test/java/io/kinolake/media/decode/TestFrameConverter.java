package io.kinolake.media.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;

final class TestFrameConverter {

  @Test
  void theMatrixAndRangeOfTheTagsAreHeeded() {
    // Pure red, 255 0 0, in each matrix and range, by the definitions in ITU-T H.273.
    assertRed(81, 90, 240, avutil.AVCOL_SPC_SMPTE170M, avutil.AVCOL_RANGE_MPEG);
    assertRed(63, 102, 240, avutil.AVCOL_SPC_BT709, avutil.AVCOL_RANGE_MPEG);
    assertRed(76, 85, 255, avutil.AVCOL_SPC_SMPTE170M, avutil.AVCOL_RANGE_JPEG);
  }

  @Test
  void anUntaggedFrameIsBt601() {
    assertRed(81, 90, 240, avutil.AVCOL_SPC_UNSPECIFIED, avutil.AVCOL_RANGE_UNSPECIFIED);
  }

  @Test
  void greyIsLumaOverTheFullRange() {
    Picture picture =
        convert(235, 128, 128, avutil.AVCOL_SPC_BT709, avutil.AVCOL_RANGE_MPEG, PixelOrder.GREY);
    assertThat(picture.channels()).isEqualTo(1);
    assertThat(picture.data()[0] & 0xff).isCloseTo(255, within(1));
  }

  @Test
  void displayUndoesAspectAndRotation() {
    VideoStreamInfo stream =
        new VideoStreamInfo(
            "h264",
            new Rational(1, 25),
            Optional.empty(),
            90,
            new Rational(2, 1),
            Rational.UNKNOWN);
    AVFrame frame = frame(128, 128, 128, 0, 0);
    try (FrameConverter converter = new FrameConverter()) {
      Picture picture = converter.display(frame, PixelOrder.RGB, stream, 64);
      assertThat(new FrameSize(picture.width(), picture.height())).isEqualTo(new FrameSize(40, 64));
    } finally {
      avutil.av_frame_free(frame);
    }
  }

  @Test
  void turningMovesTheCorners() {
    Picture picture = new Picture(3, 2, 1, new byte[] {1, 2, 3, 4, 5, 6});
    assertThat(picture.turned(90).data()).containsExactly(4, 1, 5, 2, 6, 3);
    assertThat(picture.turned(180).data()).containsExactly(6, 5, 4, 3, 2, 1);
    assertThat(picture.turned(270).data()).containsExactly(3, 6, 2, 5, 1, 4);
  }

  private static void assertRed(int y, int u, int v, int matrix, int range) {
    byte[] rgb = convert(y, u, v, matrix, range, PixelOrder.RGB).data();
    byte[] bgr = convert(y, u, v, matrix, range, PixelOrder.BGR).data();
    assertThat(rgb[0] & 0xff).isCloseTo(255, within(3));
    assertThat(rgb[1] & 0xff).isCloseTo(0, within(3));
    assertThat(rgb[2] & 0xff).isCloseTo(0, within(3));
    assertThat(Arrays.copyOf(bgr, 3)).containsExactly(rgb[2], rgb[1], rgb[0]);
  }

  private static Picture convert(int y, int u, int v, int matrix, int range, PixelOrder order) {
    AVFrame frame = frame(y, u, v, matrix, range);
    try (FrameConverter converter = new FrameConverter()) {
      return converter.convert(frame, order);
    } finally {
      avutil.av_frame_free(frame);
    }
  }

  /** One colour over 50 x 62 pixels, 4:2:0. */
  private static AVFrame frame(int y, int u, int v, int matrix, int range) {
    AVFrame frame = avutil.av_frame_alloc();
    frame.width(50);
    frame.height(62);
    frame.format(avutil.AV_PIX_FMT_YUV420P);
    frame.colorspace(matrix);
    frame.color_range(range);
    assertThat(avutil.av_frame_get_buffer(frame, 0)).isZero();
    int[] values = {y, u, v};
    for (int plane = 0; plane < 3; plane++) {
      long rows = plane == 0 ? 62 : 31;
      byte[] fill = new byte[(int) (frame.linesize(plane) * rows)];
      Arrays.fill(fill, (byte) values[plane]);
      frame.data(plane).put(fill);
    }
    return frame;
  }
}
