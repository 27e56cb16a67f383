package io.kinolake.media.measure;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_video.DISOpticalFlow;

/**
 * Dense optical flow by inverse search on patches (Kroeger et al., "Fast Optical Flow using Dense
 * Inverse Search", 2016), as OpenCV computes it. Holds native memory; not thread-safe.
 *
 * <p>The search is OpenCV's fastest, without variational refinement, which halves its time. Against
 * the refined search, mean displacements on real clips come out up to a fifth longer where hardly
 * anything moves, and differ by more where pictures ten frames apart share little.
 *
 * <p>OpenCV is told to use one thread in this process: it cuts the picture into as many stripes as
 * it has threads, and the result would depend on the machine. Parallelism comes from clips.
 */
public final class DenseFlow implements AutoCloseable {

  /** OpenCV's search needs some patches of 8 pixels on a coarse scale. */
  public static final int MIN_SIDE = 32;

  private final DISOpticalFlow search;
  private final Mat first = new Mat();
  private final Mat second = new Mat();
  private final Mat field = new Mat();
  private boolean closed;

  public DenseFlow() {
    this.search = newSearch();
  }

  /** The search, which belongs to the caller. */
  static DISOpticalFlow newSearch() {
    opencv_core.setNumThreads(1);
    return DISOpticalFlow.create(DISOpticalFlow.PRESET_ULTRAFAST);
  }

  /**
   * The displacement of every pixel of one picture in another.
   *
   * @throws IllegalArgumentException if the sizes differ or a side is shorter than {@link
   *     #MIN_SIDE}
   */
  public FlowField between(GrayImage from, GrayImage to) {
    requireComparable(from, to);
    fill(first, from);
    fill(second, to);
    field.release(); // a field that is there would be taken for a first guess
    search.calc(first, second, field);
    float[] displacements = new float[2 * from.width() * from.height()];
    try (FloatPointer values = new FloatPointer(field.data())) {
      values.get(displacements);
    }
    return new FlowField(from.width(), from.height(), displacements);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      first.close();
      second.close();
      field.close();
      search.close();
    }
  }

  private static void requireComparable(GrayImage from, GrayImage to) {
    int width = from.width();
    int height = from.height();
    if (to.width() != width || to.height() != height || Math.min(width, height) < MIN_SIDE) {
      throw new IllegalArgumentException(
          "No flow from a picture of %dx%d to one of %dx%d: sizes must be equal and at least %d"
              .formatted(width, height, to.width(), to.height(), MIN_SIDE));
    }
  }

  /** Makes a matrix the picture. */
  static void fill(Mat mat, GrayImage picture) {
    mat.create(picture.height(), picture.width(), opencv_core.CV_8UC1);
    mat.data().put(picture.levels());
  }
}
