package io.kinolake.media.scene;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestHsvRow {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "black, 0, 0, 0, 0, 0, 0",
    "white, 255, 255, 255, 0, 0, 255",
    "red, 0, 0, 255, 0, 255, 255",
    "green, 0, 255, 0, 60, 255, 255",
    "blue, 255, 0, 0, 120, 255, 255",
    "yellow, 0, 255, 255, 30, 255, 255",
    "grey, 128, 128, 128, 0, 0, 128",
    "just below red, 1, 0, 255, 0, 255, 255",
    "crimson, 60, 20, 220, 174, 232, 220"
  })
  void aColourHasItsKnownHueSaturationAndBrightness(
      String name, int blue, int green, int red, int hue, int saturation, int brightness) {
    PixelRow row = new PixelRow(1);
    row.blue()[0] = blue;
    row.green()[0] = green;
    row.red()[0] = red;
    HsvRow hsv = new HsvRow(1);

    hsv.convert(row);

    assertThat(new int[] {hsv.hue[0], hsv.saturation[0], hsv.brightness[0]})
        .as(name)
        .containsExactly(hue, saturation, brightness);
  }

  @Test
  void everyColourIsConvertedAsOpenCvDoes() {
    int side = 256;
    int pixels = side * side;
    byte[] packed = new byte[3 * pixels];
    byte[] expected = new byte[3 * pixels];
    PixelRow row = new PixelRow(pixels);
    HsvRow hsv = new HsvRow(pixels);
    int different = 0;
    for (int blue = 0; blue < side; blue++) {
      for (int i = 0; i < pixels; i++) {
        row.blue()[i] = blue;
        row.green()[i] = i / side;
        row.red()[i] = i % side;
        packed[3 * i] = (byte) blue;
        packed[3 * i + 1] = (byte) (i / side);
        packed[3 * i + 2] = (byte) (i % side);
      }
      convertByOpenCv(packed, side, expected);
      hsv.convert(row);
      for (int i = 0; i < pixels; i++) {
        boolean same =
            hsv.hue[i] == (expected[3 * i] & 0xff)
                && hsv.saturation[i] == (expected[3 * i + 1] & 0xff)
                && hsv.brightness[i] == (expected[3 * i + 2] & 0xff);
        different += same ? 0 : 1;
      }
    }
    assertThat(different).isZero();
  }

  private static void convertByOpenCv(byte[] packed, int side, byte[] into) {
    try (BytePointer pixels = new BytePointer(packed);
        Mat source = new Mat(side, side, opencv_core.CV_8UC3, pixels);
        Mat converted = new Mat()) {
      opencv_imgproc.cvtColor(source, converted, opencv_imgproc.COLOR_BGR2HSV);
      converted.data().get(into);
    }
  }
}
