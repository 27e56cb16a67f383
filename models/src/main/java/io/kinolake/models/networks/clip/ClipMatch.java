package io.kinolake.models.networks.clip;

import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tokenizer.Tokenizer;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Arrays;
import java.util.List;

/**
 * Tells how well texts fit pictures that CLIP has embedded: the cosine of both embeddings, times
 * the exponential of the model's {@code logit_scale} (100 for published models). Thread-safe; owns
 * native memory until it is closed.
 */
public final class ClipMatch implements AutoCloseable {
  private final ClipConfig.Text config;
  private final ClipTextEncoder texts;
  private final double scale;

  private ClipMatch(ClipConfig.Text config, ClipTextEncoder texts, double scale) {
    this.config = config;
    this.texts = texts;
    this.scale = scale;
  }

  /**
   * Builds the text side and loads its parameters, see {@link ClipTextEncoder#load}.
   *
   * @throws KinolakeException if they are not those of such a model, naming every difference
   */
  public static ClipMatch load(NetworkOptions options, ClipConfig config, WeightSource weights) {
    return over(config, ClipTextEncoder.network(options, config, weights), weights);
  }

  /**
   * A match over a model that takes and gives what {@link ClipTextEncoder#network} does, wherever
   * it runs.
   *
   * @param texts closed with the match
   * @param weights tell the scale
   */
  public static ClipMatch over(ClipConfig config, TensorModel texts, WeightSource weights) {
    double scale = Math.exp(weights.tensor("logit_scale").toDoubles()[0]);
    return new ClipMatch(config.text(), ClipTextEncoder.over(config, texts), scale);
  }

  /** The ids of a text as the model takes them; a text that is too long is cut. */
  public int[] tokens(Tokenizer tokenizer, String text) {
    return tokenizer.encode(text, config.context()).ids().stream()
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** How many token ids it knows. */
  public int vocabulary() {
    return config.vocabulary();
  }

  /**
   * The match of each text with the picture at the same place.
   *
   * @param pictures embeddings by the same model, of any length
   * @param tokens see {@link ClipTextEncoder#encode}
   * @throws KinolakeException WRONG_WEIGHTS if the pictures were embedded by another model;
   *     NOT_FINITE if a match is NaN or infinite
   */
  public double[] match(List<float[]> pictures, List<int[]> tokens) {
    float[] embedded = texts.encode(tokens).toFloats();
    int length = embedded.length / tokens.size();
    double[] matches = new double[tokens.size()];
    for (int i = 0; i < matches.length; i++) {
      float[] picture = pictures.get(i);
      if (picture.length != length) {
        throw new KinolakeException(
            FailureCode.WRONG_WEIGHTS,
            "A picture's embedding has %d numbers, a text's %d. Embed both with the same model."
                .formatted(picture.length, length));
      }
      float[] text = Arrays.copyOfRange(embedded, i * length, (i + 1) * length);
      matches[i] = scale * dot(picture, text) / Math.sqrt(dot(picture, picture) * dot(text, text));
      if (!Double.isFinite(matches[i])) {
        throw new KinolakeException(
            FailureCode.NOT_FINITE,
            "The match of a picture and a text is %s: an embedding is zero or the scale is wrong. Check the weights."
                .formatted(matches[i]));
      }
    }
    return matches;
  }

  @Override
  public void close() {
    texts.close();
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
