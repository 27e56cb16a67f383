package io.kinolake.training.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestScoreHistogram {
  @TempDir private Path folder;

  @Test
  void binsAreNamedByTheirEdgesAsPythonPrintsThem() {
    ScoreHistogram histogram = ScoreHistogram.of(new double[] {0.35, 0.41, 0.45, 1.0}, 0.1);

    assertThat(histogram.json())
        .isEqualTo(
            "{\"0.30000000000000004-0.4\": 1, \"0.4-0.5\": 2, \"0.5-0.6\": 0,"
                + " \"0.6000000000000001-0.7000000000000001\": 0,"
                + " \"0.7000000000000001-0.8\": 0, \"0.8-0.9\": 0, \"0.9-1.0\": 1,"
                + " \"total_num\": 4, \"max_num\": 2, \"min_bin\": 3, \"max_bin\": 10,"
                + " \"bin_width\": 0.1, \"bin_size\": 7}");
  }

  @Test
  void scoreOnTheLastEdgeIsCountedAndHasNoProbability() {
    ScoreHistogram histogram = ScoreHistogram.of(new double[] {0.95, 1.0}, 0.1);

    assertThat(histogram.bins()).containsEntry("0.9-1.0", 2);
    assertThat(histogram.probability(0.95)).isEqualTo(1);
    assertThat(histogram.probability(1.0)).isZero();
    assertThat(histogram.probability(-3)).isZero();
  }

  @Test
  void scoresBelowZeroAndEqualOnesHaveBins() {
    assertThat(ScoreHistogram.of(new double[] {-0.15, 0.05}, 0.1).bins().keySet())
        .containsExactly("-0.2--0.1", "-0.1-0.0", "0.0-0.1");
    assertThat(ScoreHistogram.of(new double[] {0.5, 0.5}, 0.1).bins())
        .containsEntry("0.5-0.6", 2)
        .hasSize(1);
  }

  @Test
  void fileComesBackAsItWas() throws IOException {
    ScoreHistogram histogram = ScoreHistogram.of(new double[] {-0.15, 0.31, 0.32}, 0.01);
    Path file = Files.writeString(folder.resolve("h.json"), histogram.json());

    assertThat(ScoreHistogram.read(file)).isEqualTo(histogram);
    assertThat(ScoreHistogram.read(file).json()).isEqualTo(histogram.json());
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("h.json"), "{\"bin_width\": 0.1}");

    assertThatThrownBy(() -> ScoreHistogram.read(file))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("no histogram of scores")
        .hasMessageContaining("kinolake prefer");
  }

  @Test
  void rarePairsWeighMore() {
    ScoreHistogram histogram = ScoreHistogram.of(new double[] {0.11, 0.51, 0.52, 0.53}, 0.1);
    PairWeights weights = PairWeights.of(histogram, 0.72, Optional.empty());

    assertThat(weights.of(0.52, 0.51)).isCloseTo(1, within(1e-12));
    assertThat(weights.of(0.52, 0.11))
        .isCloseTo(Math.pow(0.75 / Math.sqrt(0.75 * 0.25), 0.72), within(1e-12));
    assertThat(weights.of(2, 0.11)).isCloseTo(Math.pow(750, 0.72), within(1e-9));
    assertThat(PairWeights.of(histogram, 1, Optional.of(0.25)).of(0.52, 0.51))
        .isCloseTo(1 / 3.0, within(1e-12));
    assertThat(PairWeights.of(PreferenceSettings.GUIDE).of(2, 0)).isEqualTo(1);
  }
}
