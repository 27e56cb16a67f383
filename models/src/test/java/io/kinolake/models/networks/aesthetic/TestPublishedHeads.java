package io.kinolake.models.networks.aesthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.SharedFolder;
import io.kinolake.models.weights.TorchFile;
import io.kinolake.models.weights.WeightSource;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The heads that LAION published, against scores computed with PyTorch in 64 bits. */
class TestPublishedHeads {

  @ParameterizedTest
  @CsvSource({
    "sa_0_4_vit_b_32_linear.pth, 512, 3.535471292914705",
    "sa_0_4_vit_l_14_linear.pth, 768, 2.482286699978566",
    "sac+logos+ava1-l14-linearMSE.pth, 768, 5.483880132144336"
  })
  void aPublishedHeadScoresAsInPyTorch(String file, int size, float expected) throws IOException {
    try (WeightSource weights = TorchFile.open(SharedFolder.require("weights").resolve(file))) {
      AestheticHead head = AestheticHead.of(weights);
      assertThat(head.inputSize()).isEqualTo(size);
      float[] embedding = new float[size];
      for (int i = 0; i < size; i++) {
        embedding[i] = (float) Math.sin(i + 1);
      }
      assertThat(head.score(embedding)).isCloseTo(expected, within(1e-5f));
    }
  }
}
