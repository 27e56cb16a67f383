package io.kinolake.models.stored;

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
import io.kinolake.schemas.tables.TextForm;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TestStoredTensors {
  private static final String MEAN = "latent_mean";
  private static final String LOG_VARIANCE = "latent_logvar";

  private final Random random = new Random(3);

  @Test
  void aQuantisedMeanIsAtMostHalfAStepAndARoundingAway() {
    Shape shape = Shape.of(3, 4, 34, 62);
    HostTensor mean = normal(shape, 0.5f, 2);
    StoredTensors stored = StoredTensors.ofLatents(LatentForm.QUANTISED, Map.of(MEAN, mean));

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
  void whatIsDrawnHasAsMuchNoiseInEachTile() {
    Shape shape = Shape.of(2, 3, 9, 17);
    HostTensor exact = normal(shape, -4, 1);
    HostTensor found =
        StoredTensors.ofLatents(
                LatentForm.QUANTISED, Map.of(MEAN, normal(shape, 0, 1), LOG_VARIANCE, exact))
            .values()
            .get(LOG_VARIANCE);

    assertThat(found.shape()).isEqualTo(shape);
    for (int plane = 0; plane < 6; plane++) {
      for (int top : List.of(0, 8)) {
        for (int left : List.of(0, 8, 16)) {
          double before = variance(exact, plane, top, left);
          assertThat(variance(found, plane, top, left)).isCloseTo(before, within(0.02 * before));
        }
      }
    }
  }

  @Test
  void aQuantisedEmbeddingIsWithinAPercentWhateverItsColumnsLargestValue() {
    HostTensor text = normal(Shape.of(5, 256), 0, 1);
    float[] values = text.toFloats();
    for (int token = 0; token < 5; token++) {
      values[token * 256 + 7] = 200; // as language models have them
    }
    HostTensor exact = HostTensor.rounded(DType.BF16, text.shape(), values);
    StoredTensors stored = StoredTensors.ofText(TextForm.QUANTISED, Map.of("text", exact));

    assertThat(stored.tensors().get("text" + TensorEncoding.RANGE).shape())
        .as("one range for 128 columns")
        .isEqualTo(Shape.of(5, 2, 2));
    HostTensor found = stored.values().get("text");
    assertThat(found.dtype()).isEqualTo(DType.BF16);
    assertThat(relativeError(columns(exact, 128, 256), columns(found, 128, 256)))
        .as("the group without the large value")
        .isBetween(0.001, 0.01);
    assertThat(relativeError(exact, found)).isLessThan(0.03);
  }

  @Test
  void masksAndExactEmbeddingsStayAsTheyAre() {
    HostTensor mask = HostTensor.integers(DType.U8, Shape.of(2), 1, 0);
    HostTensor text = normal(Shape.of(2, 6), 0, 1);
    Map<String, HostTensor> exact = Map.of("text", text, "text_clip_mask", mask);

    assertThat(StoredTensors.ofText(TextForm.EXACT, exact).tensors()).isEqualTo(exact);
    StoredTensors stored = StoredTensors.ofText(TextForm.QUANTISED, exact);
    assertThat(stored.tensors()).containsEntry("text_clip_mask", mask);
    assertThat(stored.tensors().get("text" + TensorEncoding.RANGE).shape())
        .as("whole rows, where 128 columns are none")
        .isEqualTo(Shape.of(2, 1, 2));
    assertThat(stored.values()).containsOnlyKeys("text", "text_clip_mask");
  }

  @Test
  void aConstantPlaneComesBackAsItWas() {
    HostTensor mean = HostTensor.rounded(DType.BF16, Shape.of(1, 1, 1, 3), 1.5f, 1.5f, 1.5f);
    assertThat(StoredTensors.ofLatents(LatentForm.QUANTISED, Map.of(MEAN, mean)).values())
        .isEqualTo(Map.of(MEAN, mean));
  }

  @Test
  void theOtherFormsKeepWhatTheyKeepExactly() {
    Shape shape = Shape.of(1, 2, 3, 4);
    HostTensor mean = normal(shape, 0, 1);
    Map<String, HostTensor> exact = Map.of(MEAN, mean, LOG_VARIANCE, normal(shape, 0, 1));

    assertThat(StoredTensors.ofLatents(LatentForm.EXACT, exact).values()).isEqualTo(exact);
    assertThat(StoredTensors.ofLatents(LatentForm.MEAN, exact).values())
        .isEqualTo(Map.of(MEAN, mean));
  }

  @ParameterizedTest
  @EnumSource(LatentForm.class)
  void numbersAndDeviationsAreThoseOfTheValues(LatentForm form) {
    for (Shape shape :
        List.of(Shape.of(2, 3, 9, 17), Shape.of(1, 2, 24, 16), Shape.of(1, 1, 1, 1))) {
      StoredTensors stored =
          StoredTensors.ofLatents(
              form, Map.of(MEAN, normal(shape, 0, 1), LOG_VARIANCE, normal(shape, -4, 1)));

      stored
          .values()
          .forEach(
              (name, tensor) -> {
                assertThat(stored.shape(name)).isEqualTo(tensor.shape());
                assertThat(stored.floats(name)).isEqualTo(tensor.toFloats());
              });
      if (form != LatentForm.MEAN) {
        float[] logarithms = stored.values().get(LOG_VARIANCE).toFloats();
        float[] deviations = stored.deviations(LOG_VARIANCE);
        assertThat(deviations).hasSameSizeAs(logarithms);
        for (int i = 0; i < logarithms.length; i++) {
          assertThat(deviations[i]).isEqualTo((float) Math.exp(0.5 * logarithms[i]));
        }
      }
    }
  }

  @Test
  void deviationsOfFloatsAreNotRoundedBefore() {
    float[] logarithms = {-9.876543f, 0.1f, -3.5f, 0f};
    StoredTensors stored =
        new StoredTensors(
            Map.of(LOG_VARIANCE, HostTensor.floats(Shape.of(4), logarithms)), Map.of());

    float[] deviations = stored.deviations(LOG_VARIANCE);
    for (int i = 0; i < logarithms.length; i++) {
      assertThat(deviations[i]).isEqualTo((float) Math.exp(0.5 * logarithms[i]));
    }
  }

  @Test
  void codesWithoutTheirRangeAreRefused() {
    StoredTensors stored =
        StoredTensors.ofLatents(
            LatentForm.QUANTISED, Map.of(MEAN, normal(Shape.of(1, 1, 2, 2), 0, 1)));
    StoredTensors broken =
        new StoredTensors(Map.of(MEAN, stored.tensors().get(MEAN)), stored.encodings());

    assertThatThrownBy(() -> broken.shape(MEAN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no tensor 'latent_mean_range'");
  }

  @Test
  void tilesOfAnotherSizeAreRefused() {
    HostTensor latents = normal(Shape.of(1, 1, 9, 8), 0, 1);
    StoredTensors stored =
        StoredTensors.ofLatents(LatentForm.QUANTISED, Map.of(MEAN, latents, LOG_VARIANCE, latents));
    Map<String, HostTensor> tensors = new TreeMap<>(stored.tensors());
    tensors.put(LOG_VARIANCE, normal(Shape.of(1, 1, 1, 1), 0, 1));
    StoredTensors broken = new StoredTensors(tensors, stored.encodings());

    assertThatThrownBy(() -> broken.shape(LOG_VARIANCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("BF16[1, 1, 1, 1] are no tiles of [1, 1, 9, 8]");
  }

  @ParameterizedTest
  @CsvSource({"100, 4.11, 3.55", "230, 4.96, 4.40", "320, 5.55, 4.98"})
  void samplesOfThePublishedSizesTakeSoManyMegabytes(int tokens, double t2v, double i2v) {
    long text =
        bytes(
            StoredTensors.ofText(
                TextForm.QUANTISED,
                Map.of(
                    "text", zeros(Shape.of(tokens, 6144)),
                    "text_clip", zeros(Shape.of(77, 1024)),
                    "text_clip_mask", HostTensor.integers(DType.U8, Shape.of(77), new long[77]))));
    Shape image = Shape.of(1, 64, 34, 62);
    assertThat(latentBytes(Shape.of(24, 64, 34, 62)) + text)
        .isCloseTo(Math.round(t2v * 1e6), within(5_000L));
    assertThat(latentBytes(Shape.of(18, 64, 34, 62)) + 2 * latentBytes(image) + text)
        .isCloseTo(Math.round(i2v * 1e6), within(5_000L));
  }

  @Test
  void theRecordedLatentsOfStepVideosAutoencoderComeBackWithinAPercent() throws IOException {
    try (SafetensorsFile io =
        SafetensorsFile.open(SharedFolder.require("golden/stepvideo_vae/io.safetensors"))) {
      HostTensor mean = TensorRows.row(io.tensor("encode.mean"), 0).cast(DType.BF16);
      HostTensor found =
          StoredTensors.ofLatents(LatentForm.QUANTISED, Map.of(MEAN, mean)).values().get(MEAN);
      assertThat(relativeError(mean, found)).isLessThan(0.01);
    }
  }

  private static long latentBytes(Shape shape) {
    HostTensor zeros = zeros(shape);
    return bytes(
        StoredTensors.ofLatents(LatentForm.QUANTISED, Map.of(MEAN, zeros, LOG_VARIANCE, zeros)));
  }

  private static HostTensor zeros(Shape shape) {
    return HostTensor.rounded(DType.BF16, shape, new float[Math.toIntExact(shape.elements())]);
  }

  private static long bytes(StoredTensors stored) {
    return stored.tensors().values().stream().mapToLong(tensor -> tensor.bytes().size()).sum();
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

  /** The mean variance of a tile of planes of 9x17 numbers. */
  private static double variance(HostTensor logarithms, int plane, int top, int left) {
    float[] values = logarithms.toFloats();
    double sum = 0;
    int count = 0;
    for (int y = top; y < Math.min(9, top + 8); y++) {
      for (int x = left; x < Math.min(17, left + 8); x++) {
        sum += Math.exp(values[(plane * 9 + y) * 17 + x]);
        count++;
      }
    }
    return sum / count;
  }

  /** Columns of an embedding. */
  private static HostTensor columns(HostTensor text, int from, int to) {
    int width = (int) text.shape().dim(1);
    float[] values = text.toFloats();
    float[] some = new float[(to - from) * (int) text.shape().dim(0)];
    for (int i = 0; i < some.length; i++) {
      some[i] = values[i / (to - from) * width + from + i % (to - from)];
    }
    return HostTensor.floats(Shape.of(text.shape().dim(0), to - from), some);
  }

  private HostTensor normal(Shape shape, float mean, float deviation) {
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = mean + deviation * (float) random.nextGaussian();
    }
    return HostTensor.rounded(DType.BF16, shape, values);
  }
}
