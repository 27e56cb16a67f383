package io.kinolake.media.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;

final class TestFramePictures {

  @Test
  void theMatrixAndRangeOfTheTagsAreHeeded() {
    // Pure red, 255 0 0, in each matrix and range, by the definitions in ITU-T H.273.
    assertRed(81, 90, 240, avutil.AVCOL_SPC_SMPTE170M, avutil.AVCOL_RANGE_MPEG);
    assertRed(63, 102, 240, avutil.AVCOL_SPC_BT709, avutil.AVCOL_RANGE_MPEG);
    assertRed(76, 85, 255, avutil.AVCOL_SPC_SMPTE170M, avutil.AVCOL_RANGE_JPEG);
  }

  @Test
  void aSmallFrameWithoutTagsIsBt601() {
    assertRed(81, 90, 240, avutil.AVCOL_SPC_UNSPECIFIED, avutil.AVCOL_RANGE_UNSPECIFIED);
  }

  @Test
  void grayIsLumaOverTheFullRange() {
    AVFrame frame = frame(235, 128, 128, avutil.AVCOL_SPC_BT709, avutil.AVCOL_RANGE_MPEG);
    try (FramePictures pictures = new FramePictures(0, Rational.ONE)) {
      assertThat(pictures.gray(frame, pictures.fullSize(frame)).at(7, 9)).isEqualTo(255);
      assertThat(pictures.gray(frame, new FrameSize(20, 20)).at(7, 9)).isEqualTo(255);
    } finally {
      avutil.av_frame_free(frame);
    }
  }

  @Test
  void theFullSizeIsWhatAViewerSees() {
    AVFrame frame = frame(128, 128, 128, 0, 0);
    try (FramePictures pictures = new FramePictures(90, new Rational(2, 1))) {
      assertThat(pictures.fullSize(frame)).isEqualTo(new FrameSize(62, 100));
      ColorImage picture = pictures.color(frame, pictures.fullSize(frame));
      assertThat(new FrameSize(picture.width(), picture.height()))
          .isEqualTo(new FrameSize(62, 100));
    } finally {
      avutil.av_frame_free(frame);
    }
  }

  @Test
  void turningMovesTheCorners() {
    assertThat(brightCorner(0)).isEqualTo("left top");
    assertThat(brightCorner(90)).isEqualTo("right top");
    assertThat(brightCorner(180)).isEqualTo("right bottom");
    assertThat(brightCorner(270)).isEqualTo("left bottom");
  }

  @Test
  void aJpegKeepsItsColours() throws IOException {
    byte[] blue = new byte[16 * 16 * 3];
    for (int i = 0; i < blue.length; i += 3) {
      blue[i] = (byte) 250;
    }
    byte[] jpeg = new JpegEncoder(0.9f).encode(ColorImage.ofBgr(16, 16, blue));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
    assertThat(image.getRGB(8, 8) & 0xff).isCloseTo(250, within(6));
    assertThat(image.getRGB(8, 8) >> 16 & 0xff).isCloseTo(0, within(6));
  }

  private static String brightCorner(int rotation) {
    AVFrame frame = frame(16, 128, 128, 0, 0);
    frame.data(0).put(0, (byte) 235);
    try (FramePictures pictures = new FramePictures(rotation, Rational.ONE)) {
      GrayImage picture = pictures.gray(frame, pictures.fullSize(frame));
      int right = picture.width() - 1;
      int bottom = picture.height() - 1;
      return picture.at(0, 0) == 255
          ? "left top"
          : picture.at(right, 0) == 255
              ? "right top"
              : picture.at(0, bottom) == 255
                  ? "left bottom"
                  : picture.at(right, bottom) == 255 ? "right bottom" : "none";
    } finally {
      avutil.av_frame_free(frame);
    }
  }

  private static void assertRed(int y, int u, int v, int matrix, int range) {
    AVFrame frame = frame(y, u, v, matrix, range);
    try (FramePictures pictures = new FramePictures(0, Rational.ONE)) {
      int rgb = pictures.color(frame, pictures.fullSize(frame)).rgb(3, 5);
      assertThat(rgb >> 16).isCloseTo(255, within(3));
      assertThat(rgb >> 8 & 0xff).isCloseTo(0, within(3));
      assertThat(rgb & 0xff).isCloseTo(0, within(3));
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
