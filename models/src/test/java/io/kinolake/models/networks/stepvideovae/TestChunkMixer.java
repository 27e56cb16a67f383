package io.kinolake.models.networks.stepvideovae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestChunkMixer {
  private final List<float[]> out = new ArrayList<>();
  private final ChunkMixer mixer = new ChunkMixer(0.6f, chunk -> out.add(chunk.toFloats()));

  @Test
  void theSecondFrameIsMixedFirstAndTheFirstWithWhatItBecame() {
    mixer.accept(chunk(1, 2, 10));
    mixer.accept(chunk(20, 3));
    mixer.finish();
    assertThat(out).hasSize(2);
    // 0.6 · 20 + 0.4 · 10 = 16, then 0.6 · 10 + 0.4 · 16 = 12.4.
    assertThat(out.get(0)).containsExactly(new float[] {1, 2, 12.4f}, within(1e-5f));
    assertThat(out.get(1)).containsExactly(new float[] {16, 3}, within(1e-5f));
  }

  @Test
  void aChunkOfOneFrameIsMixedAtBothBorders() {
    mixer.accept(chunk(0));
    mixer.accept(chunk(10));
    mixer.accept(chunk(0));
    mixer.finish();
    assertThat(out.get(0)).containsExactly(new float[] {2.4f}, within(1e-5f));
    assertThat(out.get(1)).containsExactly(new float[] {4.56f}, within(1e-5f));
    assertThat(out.get(2)).containsExactly(new float[] {2.4f}, within(1e-5f));
  }

  @Test
  void aSingleChunkStaysAsItIs() {
    mixer.accept(chunk(1, 2));
    mixer.finish();
    assertThat(out).hasSize(1);
    assertThat(out.get(0)).containsExactly(1, 2);
  }

  private static HostTensor chunk(float... frames) {
    return HostTensor.floats(Shape.of(frames.length), frames);
  }
}
