package io.kinolake.media.scene;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/**
 * The sampled pixels of an 8-bit 4:2:0 frame, converted by swscale's own arithmetic: each chroma
 * sample stands for its 2 × 2 pixels. Converting the sampled pixels alone costs a twentieth of
 * converting a 1080p frame.
 */
final class Yuv420Rows implements SourceRows {
  private final YuvCoefficients gains;
  private final LinearAxis rows;
  private final int lumaWidth;
  private final int chromaWidth;
  private final int[] lumaColumns;
  private final int[] chromaColumns;
  private final int[] luma;
  private final int[] u;
  private final int[] v;
  private final PixelRow chroma;
  private final ByteBuffer[] planes = new ByteBuffer[3];
  private final int[] strides = new int[3];

  /** For frames of {@code width} whose shrunk pixels lie as the axes say. */
  Yuv420Rows(YuvCoefficients gains, int width, LinearAxis columns, LinearAxis rows) {
    this.gains = gains;
    this.rows = rows;
    this.lumaWidth = width;
    this.chromaWidth = (width + 1) / 2;
    this.lumaColumns = columns.sampled();
    this.chromaColumns = Arrays.stream(lumaColumns).map(column -> column / 2).toArray();
    int samples = lumaColumns.length;
    this.luma = new int[samples];
    this.u = new int[samples];
    this.v = new int[samples];
    this.chroma = new PixelRow(samples);
  }

  @Override
  public void start(AVFrame frame) {
    for (int plane = 0; plane < 3; plane++) {
      strides[plane] = frame.linesize(plane);
      int height = plane == 0 ? frame.height() : (frame.height() + 1) / 2;
      int width = plane == 0 ? lumaWidth : chromaWidth;
      long bytes = (long) strides[plane] * (height - 1) + width;
      planes[plane] = new BytePointer(frame.data(plane)).capacity(bytes).asByteBuffer();
    }
  }

  @Override
  public int maxBytes() {
    return 2 * (lumaWidth + 2 * chromaWidth);
  }

  @Override
  public int copy(int row, byte[] into) {
    int upper = rows.first(row);
    int end = copyPlane(0, upper, lumaWidth, into, 0);
    end = copyChroma(upper, into, end);
    if (rows.needsSecond(row)) {
      int lower = rows.second(row);
      end = copyPlane(0, lower, lumaWidth, into, end);
      end = lower / 2 == upper / 2 ? end : copyChroma(lower, into, end);
    }
    return end;
  }

  private int copyChroma(int lumaRow, byte[] into, int offset) {
    int end = copyPlane(1, lumaRow / 2, chromaWidth, into, offset);
    return copyPlane(2, lumaRow / 2, chromaWidth, into, end);
  }

  private int copyPlane(int plane, int row, int width, byte[] into, int offset) {
    planes[plane].get(row * strides[plane], into, offset, width);
    return offset + width;
  }

  @Override
  public void convert(int row, byte[] bytes, PixelRow upper, PixelRow lower) {
    convertChroma(bytes, lumaWidth);
    convertLuma(bytes, 0, upper);
    if (rows.needsSecond(row)) {
      int secondRow = lumaWidth + 2 * chromaWidth;
      if (rows.first(row) / 2 != rows.second(row) / 2) {
        convertChroma(bytes, secondRow + lumaWidth);
      }
      convertLuma(bytes, secondRow, lower);
    }
  }

  private void convertLuma(byte[] bytes, int offset, PixelRow pixels) {
    gather(bytes, offset, lumaColumns, luma);
    multiply(luma, gains.lumaOffset(), gains.luma(), luma);
    addClamped(luma, chroma.blue, pixels.blue);
    addClamped(luma, chroma.green, pixels.green);
    addClamped(luma, chroma.red, pixels.red);
  }

  private void convertChroma(byte[] bytes, int offset) {
    int centre = 128 * 8;
    gather(bytes, offset, chromaColumns, u);
    gather(bytes, offset + chromaWidth, chromaColumns, v);
    multiply(u, centre, gains.blueFromU(), chroma.blue);
    multiply(v, centre, gains.redFromV(), chroma.red);
    multiplyAdd(u, gains.greenFromU(), v, gains.greenFromV(), centre, chroma.green);
  }

  // The loops below are small and free of branches, min and max, because only such does the JIT
  // compiler of JDK 17 vectorise: (x >> 31) is all bits where x < 0 and none elsewhere.

  private static void gather(byte[] bytes, int offset, int[] columns, int[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = bytes[offset + columns[i]] & 0xff;
    }
  }

  private static void multiply(int[] samples, int offset, int gain, int[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = ((samples[i] * 8 - offset) * gain) >> 16;
    }
  }

  private static void multiplyAdd(int[] u, int gainU, int[] v, int gainV, int offset, int[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = (((u[i] * 8 - offset) * gainU) >> 16) + (((v[i] * 8 - offset) * gainV) >> 16);
    }
  }

  private static void addClamped(int[] a, int[] b, int[] into) {
    for (int i = 0; i < into.length; i++) {
      int sum = a[i] + b[i];
      int positive = sum & ~(sum >> 31);
      into[i] = (positive | ((255 - positive) >> 31)) & 255;
    }
  }

  @Override
  public void close() {}
}
