package io.kinolake.media.scene;

import static io.kinolake.media.scene.TestScoreSeries.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.schemas.media.FrameSize;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;

class TestHashDetector extends BaseSceneDetectorTest {
  private static final int SIZE = 16;
  private static final int LOWPASS = 2;
  private static final FrameSize FRAME = new FrameSize(256, 144);

  @Override
  SceneDetector detector(int minSceneFrames) {
    return SceneDetector.of(new DetectorSettings.Hash(0.395, SIZE, LOWPASS, minSceneFrames));
  }

  @Override
  double calm() {
    return 0.1;
  }

  @Override
  ScoreSeries withCutAt(int frames, int cut) {
    double[] scores = new double[frames];
    scores[cut] = 0.395;
    return series(scores);
  }

  @Override
  double anyScore(Random random) {
    return random.nextInt(5) == 0 ? random.nextDouble() : 0.1;
  }

  @Test
  void anEqualFrameHasDistanceNought() {
    HashDistance distance = new HashDistance(FRAME, SIZE, LOWPASS);
    byte[][] picture = blobs(1);
    assertThat(feed(distance, picture)).isZero();
    assertThat(feed(distance, picture)).isZero();
  }

  @Test
  void theDistanceIsThatOfHashesMadeByOpenCv() {
    HashDistance distance = new HashDistance(FRAME, SIZE, LOWPASS);
    BitSet last = hashByOpenCv(blobs(0));
    feed(distance, blobs(0));
    for (int seed = 1; seed < 20; seed++) {
      BitSet now = hashByOpenCv(blobs(seed));
      last.xor(now);
      double expected = last.cardinality() / (double) (SIZE * SIZE);
      // Single precision there, double here: a coefficient at the median may fall on either side.
      assertThat(feed(distance, blobs(seed)))
          .isCloseTo(expected, org.assertj.core.data.Offset.offset(4.0 / (SIZE * SIZE)));
      last = now;
    }
  }

  private static double feed(HashDistance distance, byte[][] grey) {
    PixelRow row = new PixelRow(FRAME.width());
    for (int y = 0; y < grey.length; y++) {
      for (int x = 0; x < grey[y].length; x++) {
        int value = grey[y][x] & 0xff;
        row.blue()[x] = value;
        row.green()[x] = value;
        row.red()[x] = value;
      }
      distance.row(y, row);
    }
    return distance.finish();
  }

  /** Grey discs at random places over a gradient. */
  private static byte[][] blobs(int seed) {
    Random random = new Random(seed);
    byte[][] grey = new byte[FRAME.height()][FRAME.width()];
    for (int disc = 0; disc < 12; disc++) {
      int centreX = random.nextInt(FRAME.width());
      int centreY = random.nextInt(FRAME.height());
      int radius = 8 + random.nextInt(60);
      int value = random.nextInt(256);
      for (int y = 0; y < FRAME.height(); y++) {
        for (int x = 0; x < FRAME.width(); x++) {
          if (Math.hypot(x - centreX, y - centreY) < radius) {
            grey[y][x] = (byte) value;
          }
        }
      }
    }
    return grey;
  }

  private static BitSet hashByOpenCv(byte[][] grey) {
    Mat picture = new Mat(FRAME.height(), FRAME.width(), opencv_core.CV_8UC1);
    UByteIndexer pixels = picture.createIndexer();
    double brightest = 1;
    for (int y = 0; y < grey.length; y++) {
      for (int x = 0; x < grey[y].length; x++) {
        pixels.put(y, x, grey[y][x] & 0xff);
      }
    }
    Mat small = new Mat();
    int side = SIZE * LOWPASS;
    opencv_imgproc.resize(picture, small, new Size(side, side), 0, 0, opencv_imgproc.INTER_AREA);
    UByteIndexer smallPixels = small.createIndexer();
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        brightest = Math.max(brightest, smallPixels.get(y, x));
      }
    }
    Mat unit = new Mat();
    small.convertTo(unit, opencv_core.CV_32F, 1 / brightest, 0);
    Mat frequencies = new Mat();
    opencv_core.dct(unit, frequencies);
    FloatIndexer low = frequencies.createIndexer();
    double[] values = new double[SIZE * SIZE];
    for (int i = 0; i < values.length; i++) {
      values[i] = low.get(i / SIZE, i % SIZE);
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double median = (sorted[values.length / 2 - 1] + sorted[values.length / 2]) / 2;
    BitSet bits = new BitSet();
    for (int i = 0; i < values.length; i++) {
      bits.set(i, values[i] > median);
    }
    return bits;
  }
}
