package io.kinolake.models.networks.sdvae;

import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.check.NetworkCheck;
import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.vae.Posterior;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.weights.WeightLayout;
import io.kinolake.models.weights.WeightSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Checks folders of kind {@code sd_vae}: pictures to latents and back. */
public final class SdVaeCheck extends NetworkCheck {

  public SdVaeCheck() {
    super("sd_vae");
  }

  @Override
  protected Map<String, HostTensor> compute(GoldenFolder folder) {
    SdVaeConfig config = SdVaeConfig.of(folder.config());
    Map<String, HostTensor> computed = new LinkedHashMap<>();
    try (WeightSource weights = folder.openWeights()) {
      Map<String, HostTensor> encoded =
          run(
              SdVaeLayout.encoder(weights),
              weights,
              Map.of(SdVae.IMAGES, folder.tensor("image")),
              builder -> {
                Operand<TFloat32> images =
                    builder.input(SdVae.IMAGES, TFloat32.class, -1, config.channels(), -1, -1);
                Posterior.declare(
                    builder, SdVaeEncoder.moments(tapped(builder, "mid.enc."), config, images));
              });
      Posterior posterior = Posterior.of(encoded);
      HostTensor sample = posterior.sample(folder.tensor("eps"));
      computed.putAll(encoded);
      computed.put("encode.mean", posterior.mean());
      computed.put("encode.logvar", posterior.logvar());
      computed.put("encode.std", posterior.std());
      computed.put("latent_scaled", scaled(sample, config.scalingFactor()));
      computed.putAll(
          run(
              SdVaeLayout.decoder(weights),
              weights,
              Map.of(SdVae.LATENTS, sample),
              builder -> {
                Operand<TFloat32> latents =
                    builder.input(
                        SdVae.LATENTS, TFloat32.class, -1, config.latentChannels(), -1, -1);
                builder.output(
                    "decoded", SdVaeDecoder.images(tapped(builder, "mid.dec."), config, latents));
              }));
    }
    return computed;
  }

  private static Map<String, HostTensor> run(
      WeightLayout layout,
      WeightSource weights,
      Map<String, HostTensor> given,
      Consumer<NetworkBuilder> definition) {
    try (Network network = Network.open(NetworkOptions.DEFAULT, layout, weights, definition)) {
      return network.run(given, network.outputNames());
    }
  }

  /** Records have the channels first. */
  private static NetScope tapped(NetworkBuilder builder, String prefix) {
    return builder
        .scope()
        .with(
            (name, value) ->
                builder.output(
                    prefix + name, Dimensions.transpose(builder.tf(), value, 0, 3, 1, 2)));
  }

  private static HostTensor scaled(HostTensor latent, double factor) {
    float[] values = latent.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] *= (float) factor;
    }
    return HostTensor.floats(latent.shape(), values);
  }
}
