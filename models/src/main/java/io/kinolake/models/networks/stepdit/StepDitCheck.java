package io.kinolake.models.networks.stepdit;

import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.check.NetworkCheck;
import io.kinolake.models.diffusion.FlowConvention;
import io.kinolake.models.diffusion.FlowMatchingLoss;
import io.kinolake.models.diffusion.FlowPoint;
import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Checks folders that record a training step of Step-Video's transformer in both conventions: noisy
 * latents, velocity, losses and every gradient.
 */
public final class StepDitCheck extends NetworkCheck {
  private static final String DATA = "x0";
  private static final String NOISE = "noise";
  private static final String CAPTIONS = "encoder_hidden_states";
  private static final String CLIP = "encoder_hidden_states_2";
  private static final String MASK = "text_mask";
  private static final String IMAGE = "condition_hidden_states";
  private static final String MOTION = "motion_score";
  private static final String DATA_WEIGHT = "data_weight";
  private static final String NOISE_WEIGHT = "noise_weight";
  private static final String TIMESTEP = "timestep";
  private static final String SINUSOID = "time_sinusoid";

  /** Folders of {@code kind}, one of which there is for each form of the network. */
  public StepDitCheck(String kind) {
    super(kind);
  }

  @Override
  protected Map<String, HostTensor> compute(GoldenFolder folder) {
    Map<String, HostTensor> computed = new LinkedHashMap<>();
    computed.putAll(paper(folder));
    computed.putAll(mindSpeed(folder));
    return computed;
  }

  private static Map<String, HostTensor> paper(GoldenFolder folder) {
    HostTensor times = folder.tensor("paper.timestep");
    List<FlowPoint> points = points(FlowConvention.PAPER, times);
    Map<String, HostTensor> given = given(folder, points);
    given.put(TIMESTEP, times);
    return run(folder, FlowConvention.PAPER, "paper.", given);
  }

  private static Map<String, HostTensor> mindSpeed(GoldenFolder folder) {
    List<FlowPoint> points = points(FlowConvention.MINDSPEED, folder.tensor("mm.u"));
    Map<String, HostTensor> given = given(folder, points);
    given.put(SINUSOID, folder.tensor("mm.mid." + SINUSOID));
    Map<String, HostTensor> computed = run(folder, FlowConvention.MINDSPEED, "mm.", given);
    computed.put("mm.timesteps", vector(points.stream().map(FlowPoint::timestep).toList()));
    computed.put("mm.sigmas", given.get(NOISE_WEIGHT));
    return computed;
  }

  private static Map<String, HostTensor> given(GoldenFolder folder, List<FlowPoint> points) {
    Map<String, HostTensor> given = new HashMap<>();
    for (String name : List.of(DATA, NOISE, CAPTIONS, CLIP)) {
      given.put(name, folder.tensor(name));
    }
    given.put(MASK, folder.tensor(MASK).cast(DType.F32));
    given.put(DATA_WEIGHT, vector(points.stream().map(FlowPoint::dataWeight).toList()));
    given.put(NOISE_WEIGHT, vector(points.stream().map(FlowPoint::noiseWeight).toList()));
    if (StepDitConfig.of(folder.config().path("model")).conditioned()) {
      float motion = (float) folder.config().path(MOTION).asDouble(StepDitConfig.MOTION_SCORE);
      given.put(IMAGE, folder.tensor(IMAGE));
      given.put(MOTION, vector(points.stream().map(point -> motion).toList()));
    }
    return given;
  }

  private static Map<String, HostTensor> run(
      GoldenFolder folder,
      FlowConvention convention,
      String prefix,
      Map<String, HostTensor> given) {
    StepDitConfig config = StepDitConfig.of(folder.config().path("model"));
    try (Network network =
            Network.build(
                NetworkOptions.DEFAULT,
                builder -> define(builder, config, convention, prefix, given));
        WeightSource weights = folder.openWeights()) {
      network.load(weights);
      return network.run(given, network.outputNames());
    }
  }

  private static void define(
      NetworkBuilder builder,
      StepDitConfig config,
      FlowConvention convention,
      String prefix,
      Map<String, HostTensor> given) {
    Ops tf = builder.tf();
    Map<String, Operand<TFloat32>> in = new HashMap<>();
    given.forEach(
        (name, value) ->
            in.put(name, builder.input(name, TFloat32.class, value.shape().toArray())));
    NetScope scope = builder.scopeWithOutputs(prefix + "mid.");
    Operand<TFloat32> noisy =
        FlowMatchingLoss.noisy(
            tf, in.get(DATA), in.get(NOISE), in.get(DATA_WEIGHT), in.get(NOISE_WEIGHT));
    Operand<TFloat32> target = FlowMatchingLoss.target(tf, convention, in.get(DATA), in.get(NOISE));
    Operand<TFloat32> velocity = velocity(scope, config, noisy, in);
    Operand<TFloat32> losses = FlowMatchingLoss.of(tf, velocity, target);
    Operand<TFloat32> loss = tf.math.mean(losses, tf.constant(0));
    builder.output(prefix + "x_t", noisy);
    builder.output(prefix + "target", target);
    builder.output(prefix + "out", velocity);
    builder.output(prefix + "per_sample_loss", losses);
    builder.output(prefix + "loss", tf.expandDims(loss, tf.constant(0)));
    builder
        .gradients(loss, Map.of("x_t", noisy))
        .forEach((name, gradient) -> builder.output(prefix + "grad." + name, gradient));
  }

  private static Operand<TFloat32> velocity(
      NetScope scope,
      StepDitConfig config,
      Operand<TFloat32> noisy,
      Map<String, Operand<TFloat32>> in) {
    Operand<TFloat32> sinusoid =
        in.containsKey(SINUSOID)
            ? in.get(SINUSOID)
            : StepDitEmbedding.timeSinusoid(scope, in.get(TIMESTEP));
    Optional<StepDit.Image> image =
        Optional.ofNullable(in.get(IMAGE))
            .map(latents -> new StepDit.Image(latents, in.get(MOTION)));
    return StepDit.velocity(
        asRecorded(scope, config, noisy),
        config,
        new StepDit.Inputs(noisy, sinusoid, in.get(CAPTIONS), in.get(CLIP), in.get(MASK), image));
  }

  /** The reference keeps frames in the batch where it normalises for the output. */
  private static NetScope asRecorded(
      NetScope scope, StepDitConfig config, Operand<TFloat32> latents) {
    StepDitGrid grid = StepDitGrid.of(config, latents);
    long spatial = (long) grid.rows() * grid.columns();
    return scope.with(
        (name, value) -> {
          if (name.equals("norm_out")) {
            Operand<?> frames = Dimensions.reshape(scope.tf(), value, -1, spatial, config.width());
            scope.taps().see(name, frames);
          } else {
            scope.taps().see(name, value);
          }
        });
  }

  private static List<FlowPoint> points(FlowConvention convention, HostTensor numbers) {
    List<FlowPoint> points = new ArrayList<>();
    for (float u : numbers.toFloats()) {
      points.add(convention.point(u));
    }
    return points;
  }

  private static HostTensor vector(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return HostTensor.floats(Shape.of(floats.length), floats);
  }
}
