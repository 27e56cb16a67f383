package io.kinolake.models.networks.stepvideo;

import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.stepvideovae.StepVideoVae;
import io.kinolake.models.networks.stepvideovae.StepVideoVaeConfig;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.Fingerprint;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * The autoencoder of a {@link StepVideoTree}, a file of weights whose shapes tell its sizes.
 * Executors read the same path.
 *
 * @param file path of {@code vae_v2.safetensors}
 * @param digest stands for the weights
 * @param config its sizes
 */
public record StepVideoVaeFile(String file, Fingerprint digest, StepVideoVaeConfig config)
    implements Serializable {

  static StepVideoVaeFile of(Path file) {
    try (WeightSource weights = WeightFiles.open(file)) {
      return new StepVideoVaeFile(
          file.toString(), weights.digest(), StepVideoVaeConfig.of(weights));
    }
  }

  /**
   * The encoder over a model that runs elsewhere.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if it is another model
   */
  public StepVideoVae encodingBy(TensorModel served) {
    return StepVideoVae.encoding(config, served);
  }

  /** Loads encoder and decoder; the caller closes them. */
  public StepVideoVae load(NetworkOptions options) {
    try (WeightSource weights = WeightFiles.open(Path.of(file))) {
      return StepVideoVae.load(config, weights, options);
    }
  }

  /** Loads the encoder alone; the caller closes it. */
  public StepVideoVae loadEncoder(NetworkOptions options) {
    try (WeightSource weights = WeightFiles.open(Path.of(file))) {
      return StepVideoVae.loadEncoder(config, weights, options);
    }
  }
}
