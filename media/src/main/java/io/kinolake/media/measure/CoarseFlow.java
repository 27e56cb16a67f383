package io.kinolake.media.measure;

import java.util.OptionalDouble;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_video.DISOpticalFlow;

/**
 * How far pixels move from picture to picture on average. It searches as {@link DenseFlow} does,
 * which never looks closer than at pictures shrunk to a quarter: here they are shrunk once, and the
 * displacements are not spread over all pixels again. Holds native memory; not thread-safe.
 */
final class CoarseFlow implements AutoCloseable {
  /** By how much OpenCV's fastest search shrinks pictures where it looks closest. */
  private static final int SHRINK = 4;

  private final DISOpticalFlow search;
  private final Mat full = new Mat();
  private final Mat field = new Mat();
  private final Mat noMask = new Mat();
  private Mat previous = new Mat();
  private Mat current = new Mat();

  CoarseFlow() {
    this.search = DenseFlow.newSearch();
    search.setFinestScale(0);
  }

  /**
   * The mean of |dx| and |dy| from the picture of the call before to this one, in pixels of the
   * full size; nothing for the first picture.
   *
   * @param picture all have one size, each side at least 4 times {@link DenseFlow#MIN_SIDE}
   */
  OptionalDouble meanSincePrevious(GrayImage picture) {
    Mat spare = previous;
    previous = current;
    current = spare;
    DenseFlow.fill(full, picture);
    try (Size size = new Size(picture.width() / SHRINK, picture.height() / SHRINK)) {
      opencv_imgproc.resize(full, current, size, 0, 0, opencv_imgproc.INTER_AREA);
    }
    if (previous.empty()) {
      return OptionalDouble.empty();
    }
    field.release(); // a field that is there would be taken for a first guess
    search.calc(previous, current, field);
    double sum = SHRINK * opencv_core.norm(field, opencv_core.NORM_L1, noMask);
    return OptionalDouble.of(sum / (2.0 * field.total()));
  }

  @Override
  public void close() {
    full.close();
    field.close();
    noMask.close();
    previous.close();
    current.close();
    search.close();
  }
}
