package io.kinolake.media.scene;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.schemas.media.FrameSize;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The yardstick: swscale converts the whole frame, OpenCV resizes it. */
class TestFrameShrinker {
  private static final int ANY = 0xff;

  static Stream<Arguments> frames() {
    return Stream.of(
        Arguments.of(1920, 1080, avutil.AV_PIX_FMT_YUV420P, ANY),
        Arguments.of(1280, 720, avutil.AV_PIX_FMT_YUV420P, ANY),
        Arguments.of(640, 272, avutil.AV_PIX_FMT_YUV420P, ANY),
        Arguments.of(540, 960, avutil.AV_PIX_FMT_YUV420P, ANY),
        Arguments.of(512, 288, avutil.AV_PIX_FMT_YUV420P, ANY),
        Arguments.of(426, 240, avutil.AV_PIX_FMT_YUV420P, ANY),
        Arguments.of(362, 640, avutil.AV_PIX_FMT_YUV420P, ANY),
        Arguments.of(258, 4, avutil.AV_PIX_FMT_YUV420P, ANY),
        Arguments.of(256, 144, avutil.AV_PIX_FMT_YUV420P, ANY),
        Arguments.of(34, 18, avutil.AV_PIX_FMT_YUV420P, ANY),
        Arguments.of(640, 360, avutil.AV_PIX_FMT_YUVJ420P, ANY),
        Arguments.of(640, 360, avutil.AV_PIX_FMT_YUV444P, ANY),
        Arguments.of(640, 360, avutil.AV_PIX_FMT_YUV422P, ANY),
        Arguments.of(640, 360, avutil.AV_PIX_FMT_YUV420P10LE, 0x03),
        Arguments.of(333, 111, avutil.AV_PIX_FMT_GRAY8, ANY),
        Arguments.of(333, 111, avutil.AV_PIX_FMT_BGR24, ANY));
  }

  @ParameterizedTest(name = "{0}x{1} format {2}")
  @MethodSource("frames")
  void aShrunkFrameIsBitForBitThatOfOpenCv(int width, int height, int format, int mask) {
    try (TestingFrame noise = new TestingFrame(width, height, format).noise(new Random(7), mask)) {
      assertThat(shrink(noise.frame())).isEqualTo(reference(noise.frame(), width, height));
    }
  }

  @Test
  void anOddFrameIsShrunkAsPartOfTheEvenOneThatItIsStoredIn() {
    try (TestingFrame noise =
        new TestingFrame(642, 482, avutil.AV_PIX_FMT_YUV420P).noise(new Random(8), ANY)) {
      byte[] expected = reference(noise.frame(), 641, 481);
      noise.frame().width(641).height(481);

      assertThat(shrink(noise.frame())).isEqualTo(expected);
    }
  }

  @Test
  void onlyRowsThatReadAChangedSampleAreComputedAgain() {
    FrameSize size = new FrameSize(1280, 720);
    try (TestingFrame noise =
            new TestingFrame(1280, 720, avutil.AV_PIX_FMT_YUV420P).noise(new Random(9), ANY);
        FrameShrinker shrinker =
            new FrameShrinker(size, new PictureRecorder(FrameShrinker.targetOf(size)))) {
      assertThat(shrinker.score(noise.frame())).isEqualTo(0);
      assertThat(shrinker.score(noise.frame())).isEqualTo(144);
      noise.setLuma(0, 2, noise.frame().data(0).get(2L * noise.frame().linesize(0)) + 1);
      assertThat(shrinker.score(noise.frame())).isEqualTo(143);
    }
  }

  @Test
  void aFrameOfAnotherSizeIsShrunkToTheSameTarget() {
    FrameSize size = new FrameSize(640, 360);
    PictureRecorder recorder = new PictureRecorder(FrameShrinker.targetOf(size));
    try (TestingFrame first =
            new TestingFrame(640, 360, avutil.AV_PIX_FMT_YUV420P).noise(new Random(1), ANY);
        TestingFrame second =
            new TestingFrame(200, 100, avutil.AV_PIX_FMT_YUV420P).noise(new Random(2), ANY);
        FrameShrinker shrinker = new FrameShrinker(size, recorder)) {
      shrinker.score(first.frame());
      shrinker.score(second.frame());

      Mat resized = resize(convert(second.frame()), new FrameSize(256, 144));
      assertThat(recorder.pixels()).isEqualTo(bytes(resized));
    }
  }

  @Test
  void theLongerSideBecomes256() {
    assertThat(FrameShrinker.targetOf(new FrameSize(1920, 1080)))
        .isEqualTo(new FrameSize(256, 144));
    assertThat(FrameShrinker.targetOf(new FrameSize(362, 640))).isEqualTo(new FrameSize(145, 256));
    assertThat(FrameShrinker.targetOf(new FrameSize(255, 40))).isEqualTo(new FrameSize(255, 40));
    assertThat(FrameShrinker.targetOf(new FrameSize(4000, 2))).isEqualTo(new FrameSize(256, 1));
  }

  private static byte[] shrink(AVFrame frame) {
    FrameSize size = new FrameSize(frame.width(), frame.height());
    PictureRecorder recorder = new PictureRecorder(FrameShrinker.targetOf(size));
    try (FrameShrinker shrinker = new FrameShrinker(size, recorder)) {
      shrinker.score(frame);
    }
    return recorder.pixels();
  }

  /** The whole frame converted, its visible part resized. */
  private static byte[] reference(AVFrame frame, int width, int height) {
    Mat visible =
        convert(frame).apply(new org.bytedeco.opencv.opencv_core.Rect(0, 0, width, height));
    return bytes(resize(visible, FrameShrinker.targetOf(new FrameSize(width, height))));
  }

  private static Mat convert(AVFrame frame) {
    try (TestingFrame bgr =
        new TestingFrame(frame.width(), frame.height(), avutil.AV_PIX_FMT_BGR24)) {
      SwsContext context =
          swscale.sws_getContext(
              frame.width(),
              frame.height(),
              frame.format(),
              frame.width(),
              frame.height(),
              avutil.AV_PIX_FMT_BGR24,
              swscale.SWS_BICUBIC,
              null,
              null,
              (DoublePointer) null);
      swscale.sws_scale(
          context,
          frame.data(),
          frame.linesize(),
          0,
          frame.height(),
          bgr.frame().data(),
          bgr.frame().linesize());
      swscale.sws_freeContext(context);
      Mat borrowed =
          new Mat(
              frame.height(),
              frame.width(),
              opencv_core.CV_8UC3,
              bgr.frame().data(0),
              bgr.frame().linesize(0));
      return borrowed.clone();
    }
  }

  private static Mat resize(Mat source, FrameSize target) {
    if (source.cols() == target.width() && source.rows() == target.height()) {
      return source.clone();
    }
    Mat resized = new Mat();
    opencv_imgproc.resize(
        source,
        resized,
        new Size(target.width(), target.height()),
        0,
        0,
        opencv_imgproc.INTER_LINEAR);
    return resized;
  }

  private static byte[] bytes(Mat packed) {
    byte[] bytes = new byte[3 * packed.cols() * packed.rows()];
    packed.data().get(bytes);
    return bytes;
  }
}
