package io.kinolake.models.networks.stepvideovae;

import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.check.NetworkCheck;
import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.vae.Posterior;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.models.weights.WeightSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Checks folders of kind {@code stepvideo_vae}: chunks of videos to latents and back. */
public final class StepVideoVaeCheck extends NetworkCheck {
  private static final String INDEX = "decode.before_mix.frame_index";

  public StepVideoVaeCheck() {
    super("stepvideo_vae");
  }

  @Override
  protected Map<String, HostTensor> compute(GoldenFolder folder) {
    StepVideoVaeConfig config = StepVideoVaeConfig.of(folder.config());
    Map<String, HostTensor> computed = new LinkedHashMap<>();
    try (WeightSource weights = folder.openWeights();
        StepVideoVae vae = StepVideoVae.load(config, weights, NetworkOptions.DEFAULT)) {
      HostTensor video = pixels(folder.tensor("video_u8"));
      HostTensor latent = folder.tensor("decode.latent");
      Posterior posterior = vae.encode(video);
      computed.put("encode.mean", posterior.mean());
      computed.put("encode.logvar", posterior.logvar());
      computed.put("encode.std", posterior.std());
      computed.put("encode.sample", posterior.sample(folder.tensor("encode.eps")));
      computed.put("decode.video", vae.decode(latent));
      computed.put("decode_image.video", channelsFirst(vae.decode(frames(latent, 0, 1))));
      encodeLayers(weights, config, video, computed);
      decodeLayers(folder, weights, config, computed);
    }
    return computed;
  }

  /** The moments of every chunk, and the layers of the first. */
  private static void encodeLayers(
      WeightSource weights,
      StepVideoVaeConfig config,
      HostTensor video,
      Map<String, HostTensor> computed) {
    try (Network network =
        Network.build(
            NetworkOptions.DEFAULT,
            builder -> {
              Operand<TFloat32> input =
                  builder.input(
                      StepVideoVae.VIDEO, TFloat32.class, -1, config.encoder().channels(), -1, -1);
              builder.output(
                  "moments",
                  StepVideoVaeEncoder.moments(tapped(builder, "mid.enc."), config, input));
            })) {
      network.load(StepVideoVaeLayout.encoder().fit(weights, network.parameterShapes()));
      computed.put(
          "encode.moments",
          chunks(network, StepVideoVae.VIDEO, video, config.frames(), "moments", computed));
      computed.put(
          "encode_image.moments",
          chunks(
              network,
              StepVideoVae.VIDEO,
              frames(video, 0, 1),
              config.frames(),
              "moments",
              new LinkedHashMap<>()));
    }
  }

  /** Frames at the borders of chunks before they are mixed, and the layers of the first chunk. */
  private static void decodeLayers(
      GoldenFolder folder,
      WeightSource weights,
      StepVideoVaeConfig config,
      Map<String, HostTensor> computed) {
    try (Network network =
        Network.build(
            NetworkOptions.DEFAULT,
            builder -> {
              Operand<TFloat32> input =
                  builder.input(
                      StepVideoVae.LATENT, TFloat32.class, -1, config.latentChannels(), -1, -1);
              builder.output(
                  "video", StepVideoVaeDecoder.frames(tapped(builder, "mid.dec."), config, input));
            })) {
      network.load(StepVideoVaeLayout.decoder(weights).fit(weights, network.parameterShapes()));
      HostTensor video =
          chunks(
              network,
              StepVideoVae.LATENT,
              folder.tensor("decode.latent"),
              config.latentFrames(),
              "video",
              computed);
      List<Long> borders = new ArrayList<>();
      List<HostTensor> atBorders = new ArrayList<>();
      long recorded = folder.has(INDEX) ? folder.tensor(INDEX).shape().elements() : 0;
      for (long border = config.frames(); borders.size() < recorded; border += config.frames()) {
        borders.addAll(List.of(border - 1, border));
        atBorders.add(frames(video, border - 1, border + 1));
      }
      computed.put(
          INDEX,
          HostTensor.integers(
              DType.I64,
              Shape.of(borders.size()),
              borders.stream().mapToLong(Long::longValue).toArray()));
      if (!atBorders.isEmpty()) {
        computed.put("decode.before_mix.frames", alongFrames(atBorders));
      }
    }
  }

  /**
   * Runs a network on every chunk of every video.
   *
   * @param layers takes the layers of the first chunk
   * @return the chunks' results, put together along the frames
   */
  private static HostTensor chunks(
      Network network,
      String input,
      HostTensor videos,
      long length,
      String output,
      Map<String, HostTensor> layers) {
    Map<String, List<HostTensor>> seen = new LinkedHashMap<>();
    List<HostTensor> results = new ArrayList<>();
    for (long i = 0; i < videos.shape().dim(0); i++) {
      HostTensor video = TensorRows.row(videos, i);
      List<HostTensor> parts = new ArrayList<>();
      for (long from = 0; from < video.shape().dim(0); from += length) {
        long to = Math.min(from + length, video.shape().dim(0));
        Map<String, HostTensor> run =
            network.run(
                Map.of(input, TensorRows.slice(video, from, to)),
                from == 0 ? network.outputNames() : Set.of(output));
        parts.add(run.get(output));
        Set<String> names = new HashSet<>(run.keySet());
        names.remove(output);
        names.forEach(
            name -> seen.computeIfAbsent(name, key -> new ArrayList<>()).add(run.get(name)));
      }
      results.add(TensorRows.concat(parts));
    }
    seen.forEach((name, values) -> layers.put(name, TensorRows.concat(values)));
    return TensorRows.stack(results);
  }

  /** Records of most layers have the batch and the channels first; some have neither. */
  private static NetScope tapped(NetworkBuilder builder, String prefix) {
    return builder
        .scope()
        .with(
            (name, value) -> {
              builder.output(
                  prefix + name,
                  builder
                      .tf()
                      .expandDims(
                          Dimensions.transpose(builder.tf(), value, 3, 0, 1, 2),
                          builder.tf().constant(0)));
              builder.output(prefix + name + "(bt,h,w,c)", value);
              builder.output(prefix + name + "((b t)hwc)", value);
            });
  }

  /** Bytes to −1 … 1. */
  static HostTensor pixels(HostTensor bytes) {
    float[] values = bytes.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] / 127.5f - 1;
    }
    return HostTensor.floats(bytes.shape(), values);
  }

  /** Frames of every video of a batch. */
  static HostTensor frames(HostTensor videos, long from, long to) {
    List<HostTensor> parts = new ArrayList<>();
    for (long i = 0; i < videos.shape().dim(0); i++) {
      parts.add(TensorRows.slice(TensorRows.row(videos, i), from, to));
    }
    return TensorRows.stack(parts);
  }

  private static HostTensor alongFrames(List<HostTensor> videos) {
    List<HostTensor> batch = new ArrayList<>();
    for (long i = 0; i < videos.get(0).shape().dim(0); i++) {
      long index = i;
      batch.add(
          TensorRows.concat(videos.stream().map(video -> TensorRows.row(video, index)).toList()));
    }
    return TensorRows.stack(batch);
  }

  /** [n, 1, channels, ...] to [n, channels, 1, ...], which for one frame is the same content. */
  private static HostTensor channelsFirst(HostTensor image) {
    long[] shape = image.shape().toArray();
    return image.reshape(Shape.of(shape[0], shape[2], shape[1], shape[3], shape[4]));
  }
}
