package io.kinolake.models.networks.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.SharedFolder;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.models.weights.SafetensorsFile;
import io.kinolake.schemas.tables.LatentForm;
import io.kinolake.schemas.tables.TensorEncoding;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestStoredLatents {
  private static final String MEAN = "latent_mean";
  private static final String LOG_VARIANCE = "latent_logvar";

  private final Random random = new Random(3);

  @Test
  void aQuantisedMeanIsAtMostHalfAStepAndARoundingAway() {
    Shape shape = Shape.of(3, 4, 34, 62);
    HostTensor mean = normal(shape, 0.5f, 2);
    StoredLatents stored = StoredLatents.of(LatentForm.QUANTISED, Map.of(MEAN, mean));

    HostTensor found = stored.values().get(MEAN);
    assertThat(found.dtype()).isEqualTo(DType.BF16);
    assertThat(found.shape()).isEqualTo(shape);
    float[] ranges = stored.tensors().get(MEAN + TensorEncoding.RANGE).toFloats();
    float[] expected = mean.toFloats();
    float[] actual = found.toFloats();
    for (int i = 0; i < expected.length; i++) {
      float step = ranges[2 * (i / (34 * 62)) + 1];
      assertThat(actual[i])
          .isCloseTo(expected[i], within(0.501f * step + Math.abs(expected[i]) / 256 + step / 256));
    }
    assertThat(relativeError(mean, found)).isBetween(0.001, 0.01);
  }

  @Test
  void whatIsDrawnHasAsMuchNoiseInEachPlane() {
    Shape shape = Shape.of(2, 3, 5, 7);
    Map<String, HostTensor> exact =
        Map.of(MEAN, normal(shape, 0, 1), LOG_VARIANCE, normal(shape, -4, 1));
    HostTensor found = StoredLatents.of(LatentForm.QUANTISED, exact).values().get(LOG_VARIANCE);

    assertThat(found.shape()).isEqualTo(shape);
    double[] before = variances(exact.get(LOG_VARIANCE), 35);
    double[] after = variances(found, 35);
    for (int plane = 0; plane < before.length; plane++) {
      assertThat(after[plane]).isCloseTo(before[plane], within(0.02 * before[plane]));
    }
  }

  @Test
  void aConstantPlaneComesBackAsItWas() {
    HostTensor mean = HostTensor.rounded(DType.BF16, Shape.of(1, 1, 1, 3), 1.5f, 1.5f, 1.5f);
    assertThat(StoredLatents.of(LatentForm.QUANTISED, Map.of(MEAN, mean)).values())
        .isEqualTo(Map.of(MEAN, mean));
  }

  @Test
  void theOtherFormsKeepWhatTheyKeepExactly() {
    Shape shape = Shape.of(1, 2, 3, 4);
    HostTensor mean = normal(shape, 0, 1);
    Map<String, HostTensor> exact = Map.of(MEAN, mean, LOG_VARIANCE, normal(shape, 0, 1));

    assertThat(StoredLatents.of(LatentForm.EXACT, exact).values()).isEqualTo(exact);
    assertThat(StoredLatents.of(LatentForm.MEAN, exact).values()).isEqualTo(Map.of(MEAN, mean));
  }

  @Test
  void codesWithoutTheirRangeAreRefused() {
    StoredLatents stored =
        StoredLatents.of(LatentForm.QUANTISED, Map.of(MEAN, normal(Shape.of(1, 1, 2, 2), 0, 1)));
    StoredLatents broken =
        new StoredLatents(Map.of(MEAN, stored.tensors().get(MEAN)), stored.encodings());

    assertThatThrownBy(broken::values)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no tensor 'latent_mean_range'");
  }

  @Test
  void samplesOfThePublishedSizesTakeLessThanFiveMegabytes() {
    // A caption of 100 tokens, 6144 numbers each, and 77 tokens of 1024 with their mask.
    long text = 100 * 6144 * 2 + 77 * 1024 * 2 + 77;
    Shape image = Shape.of(1, 64, 34, 62);
    assertThat(bytes(Shape.of(24, 64, 34, 62)) + text).isBetween(4_600_000L, 4_700_000L);
    assertThat(bytes(Shape.of(18, 64, 34, 62)) + 2 * bytes(image) + text)
        .isBetween(4_000_000L, 4_200_000L);
  }

  @Test
  void theRecordedLatentsOfStepVideosAutoencoderComeBackWithinAPercent() throws IOException {
    try (SafetensorsFile io =
        SafetensorsFile.open(SharedFolder.require("golden/stepvideo_vae/io.safetensors"))) {
      HostTensor mean = TensorRows.row(io.tensor("encode.mean"), 0).cast(DType.BF16);
      HostTensor found =
          StoredLatents.of(LatentForm.QUANTISED, Map.of(MEAN, mean)).values().get(MEAN);
      assertThat(relativeError(mean, found)).isLessThan(0.01);
    }
  }

  private static long bytes(Shape shape) {
    HostTensor zeros =
        HostTensor.rounded(DType.BF16, shape, new float[Math.toIntExact(shape.elements())]);
    return StoredLatents.of(LatentForm.QUANTISED, Map.of(MEAN, zeros, LOG_VARIANCE, zeros))
        .tensors()
        .values()
        .stream()
        .mapToLong(tensor -> tensor.bytes().size())
        .sum();
  }

  /** Root of the mean square of the difference, by the standard deviation. */
  private static double relativeError(HostTensor expected, HostTensor found) {
    float[] a = expected.toFloats();
    float[] b = found.toFloats();
    double sum = 0;
    double squares = 0;
    double error = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i];
      squares += (double) a[i] * a[i];
      error += (double) (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(error / (squares - sum * sum / a.length));
  }

  private static double[] variances(HostTensor logarithms, int length) {
    float[] values = logarithms.toFloats();
    double[] sums = new double[values.length / length];
    for (int i = 0; i < values.length; i++) {
      sums[i / length] += Math.exp(values[i]) / length;
    }
    return sums;
  }

  private HostTensor normal(Shape shape, float mean, float deviation) {
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = mean + deviation * (float) random.nextGaussian();
    }
    return HostTensor.rounded(DType.BF16, shape, values);
  }
}
