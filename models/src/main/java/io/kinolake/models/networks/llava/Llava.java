package io.kinolake.models.networks.llava;

import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.image.ClipPreprocessing;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.weights.WeightSource;
import java.util.List;

/**
 * Answers prompts with pictures, taking the likeliest token each time. Thread-safe; owns native
 * memory until it is closed.
 */
public final class Llava implements AutoCloseable {
  private final LlavaConfig config;
  private final Network network;

  private Llava(LlavaConfig config, Network network) {
    this.config = config;
    this.network = network;
  }

  /**
   * Builds the model and loads its parameters, in any layout that {@link LlavaLayouts} knows; the
   * weights may be closed afterwards.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if they are not those of such a model,
   *     naming every difference
   */
  public static Llava load(NetworkOptions options, LlavaConfig config, WeightSource weights) {
    Network network =
        Network.open(
            options,
            LlavaLayouts.of(weights),
            weights,
            builder -> LlavaGraph.define(builder, config));
    return new Llava(config, network);
  }

  /**
   * Continues prompts, all at once. Pictures are put on a square, resized and normalised.
   *
   * @param prompts of any lengths
   * @param mostTokens generated for each
   * @param end id of the token that ends an answer; negative if none does
   * @return ids of each answer, without {@code end}
   * @throws io.kinolake.schemas.failure.KinolakeException INTERNAL if the ids do not belong to the
   *     model or do not stand for as many pictures as there are; NOT_FINITE if scores are not
   *     finite, naming the layer
   */
  public List<int[]> generate(List<LlavaPrompt> prompts, int mostTokens, int end) {
    List<RgbImage> images =
        prompts.stream()
            .flatMap(prompt -> prompt.images().stream())
            .map(ClipPreprocessing::padded)
            .toList();
    prompts.forEach(this::requirePlaces);
    return generate(
        prompts.stream().map(prompt -> prompt.ids().toArray()).toList(),
        new ClipPreprocessing(config.vision().resolution()).batch(images),
        mostTokens,
        end);
  }

  /** As {@link #generate(List, int, int)}, with pictures already normalised. */
  List<int[]> generate(List<int[]> prompts, HostTensor pixels, int mostTokens, int end) {
    MergedPrompts merged =
        MergedPrompts.of(prompts, pixels.shape().dim(0), config, config.vision().patches());
    try (Generation generation = Generation.start(network, config.text(), merged, pixels, end)) {
      while (generation.length() < mostTokens && !generation.isFinished()) {
        generation.step();
      }
      return generation.answers(mostTokens);
    }
  }

  @Override
  public void close() {
    network.close();
  }

  private void requirePlaces(LlavaPrompt prompt) {
    long places = prompt.ids().filter(id -> id == config.imageToken()).count();
    if (places != prompt.images().size()) {
      throw MergedPrompts.refused(
          "a prompt with %d pictures has %d places for them"
              .formatted(prompt.images().size(), places));
    }
  }
}
