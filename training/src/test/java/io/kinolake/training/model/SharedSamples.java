package io.kinolake.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.training.step.Exchanges;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A micro batch that one rank learns by itself, and several together.
 *
 * @param latents shape of a sample's latents
 * @param weights the whole parameters
 * @param batch of all frames
 */
public record SharedSamples(
    SplitModel model, Shape latents, WeightSource weights, Map<String, HostTensor> batch) {
  /**
   * Of the largest element of a tensor: rounding differs where sums are taken in parts, and small
   * gradients are what is left of larger terms.
   */
  private static final double OF_MAX = 5e-4;

  /** What one rank is told, by name. */
  public Map<String, HostTensor> toldAlone() {
    return alone().told();
  }

  /** What each rank is told, tensor-parallel ones side by side. */
  public List<Map<String, HostTensor>> toldTogether(int tensorRanks, int contextRanks) {
    return together(tensorRanks, contextRanks).stream().map(SharedRun::told).toList();
  }

  /**
   * Holds ranks to what one rank finds.
   *
   * @param told what is told on average over the ranks
   */
  public void assertSame(int tensorRanks, int contextRanks, Collection<String> told) {
    SharedRun whole = alone();
    List<SharedRun> ranks = together(tensorRanks, contextRanks);
    told.forEach(name -> assertClose(name, mean(ranks, name), whole.told().get(name)));
    assertThat(ranks)
        .allSatisfy(rank -> assertThat(rank.gradients()).hasSameSizeAs(whole.gradients()));
    whole
        .gradients()
        .forEach((name, due) -> assertClose(name, gradient(name, ranks, tensorRanks), due));
  }

  /** Two tensors are the same but for rounding, and not all zero. */
  public static void assertClose(String name, HostTensor found, HostTensor expected) {
    assertThat(found.shape()).as(name).isEqualTo(expected.shape());
    float[] values = expected.toFloats();
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).as(name).isPositive();
    assertThat(found.toFloats())
        .as(name)
        .containsExactly(values, within((float) (OF_MAX * largest)));
  }

  private SharedRun alone() {
    return SharedRun.play(
        model, Split.ALONE, Exchanges.ALONE, model.whole(latents), weights, batch);
  }

  private List<SharedRun> together(int tensorRanks, int contextRanks) {
    return new TestingRanks(tensorRanks, contextRanks)
        .run(
            (split, exchanges) ->
                SharedRun.play(
                    model,
                    split,
                    exchanges,
                    model.split(latents, split),
                    weights,
                    model.own(batch, split)));
  }

  /** The whole gradient of the ranks' ones. */
  private HostTensor gradient(String name, List<SharedRun> ranks, int tensorRanks) {
    Holding holding = model.holding(name);
    List<HostTensor> parts =
        IntStream.range(0, tensorRanks)
            .mapToObj(
                tensor ->
                    SharedRun.sum(
                        IntStream.range(0, ranks.size())
                            .filter(rank -> rank % tensorRanks == tensor)
                            .mapToObj(rank -> ranks.get(rank).gradients().get(name))
                            .toList()))
            .toList();
    if (holding == Holding.WHOLE) {
      parts.forEach(
          part -> assertThat(part.toFloats()).as(name).isEqualTo(parts.get(0).toFloats()));
    }
    return SharedRun.joined(holding, parts);
  }

  private static HostTensor mean(List<SharedRun> ranks, String name) {
    HostTensor sum = SharedRun.sum(ranks.stream().map(rank -> rank.told().get(name)).toList());
    float[] values = sum.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] /= ranks.size();
    }
    return HostTensor.floats(sum.shape(), values);
  }
}
