package io.kinolake.models.networks.stdit;

import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.check.NetworkCheck;
import io.kinolake.models.diffusion.IddpmLoss;
import io.kinolake.models.diffusion.IddpmSampler;
import io.kinolake.models.diffusion.IddpmSchedule;
import io.kinolake.models.diffusion.IddpmStep;
import io.kinolake.models.diffusion.NoiseSource;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Checks folders of kind {@code opensora_stdit}: the diffusion's tables, a training step with every
 * gradient, the step back and a whole guided sampling loop.
 */
public final class StditCheck extends NetworkCheck {
  private static final String DATA = "x0";
  private static final String NOISE = "noise";
  private static final String CAPTIONS = "y";
  private static final String MASK = "mask";
  private static final String STEPS = "t";
  private static final String DROPPED = "dropped";
  private static final String NOISY = "x_t";
  private static final String OUTPUT = "out";
  private static final String START = "sample.z";
  private static final Pattern RESPACED = Pattern.compile("respace(\\d+)\\.timestep_map");

  public StditCheck() {
    super("opensora_stdit");
  }

  @Override
  protected Map<String, HostTensor> compute(GoldenFolder folder) {
    Map<String, HostTensor> computed = new LinkedHashMap<>();
    tables(folder, computed);
    computed.putAll(train(folder));
    back(folder, computed);
    sample(folder, computed);
    return computed;
  }

  private static void tables(GoldenFolder folder, Map<String, HostTensor> computed) {
    IddpmSchedule schedule = IddpmSchedule.training();
    IddpmSchedule respaced = respaced(folder);
    computed.put("table.betas", table(schedule, schedule::beta));
    computed.put("table.alphas_cumprod", table(schedule, schedule::kept));
    computed.put(
        "table.posterior_log_variance_clipped", table(schedule, schedule::posteriorLogVariance));
    computed.put("sample.betas", table(respaced, respaced::beta));
    computed.put("sample.timestep_map", timesteps(respaced));
    for (String name : folder.tensors().tensors().keySet()) {
      Matcher named = RESPACED.matcher(name);
      if (named.matches()) {
        computed.put(name, timesteps(schedule.respaced(Integer.parseInt(named.group(1)))));
      }
    }
  }

  private static Map<String, HostTensor> train(GoldenFolder folder) {
    StditConfig config = configOf(folder);
    Map<String, HostTensor> given = new HashMap<>();
    for (String name : List.of(DATA, NOISE, "t0." + DATA, "t0." + NOISE)) {
      given.put(name, folder.tensor(name));
    }
    given.put(CAPTIONS, captions(folder));
    given.put(MASK, folder.tensor(MASK).cast(DType.F32));
    given.put(STEPS, folder.tensor(STEPS).cast(DType.I32));
    given.put(DROPPED, folder.tensor("drop.force_drop_ids").cast(DType.I32));
    try (Network network =
            Network.build(NetworkOptions.DEFAULT, builder -> define(builder, config, given));
        WeightSource weights = folder.openWeights()) {
      network.load(weights);
      return network.run(given, network.outputNames());
    }
  }

  private static void define(
      NetworkBuilder builder, StditConfig config, Map<String, HostTensor> given) {
    Ops tf = builder.tf();
    Map<String, Operand<TFloat32>> in = new HashMap<>();
    given.forEach(
        (name, value) -> {
          if (value.dtype() == DType.F32) {
            in.put(name, builder.input(name, TFloat32.class, value.shape().toArray()));
          }
        });
    Operand<TInt32> steps = builder.input(STEPS, TInt32.class, -1);
    NetScope scope = asRecorded(builder);
    IddpmLoss loss = new IddpmLoss(tf, IddpmSchedule.training(), steps);
    Operand<TFloat32> noisy = loss.noisy(in.get(DATA), in.get(NOISE));
    Operand<TFloat32> output = predict(scope, config, noisy, steps, in);
    IddpmLoss.Parts parts = loss.of(in.get(DATA), in.get(NOISE), noisy, output);
    Operand<TFloat32> mean = tf.math.mean(parts.sum(tf), tf.constant(0));
    builder.output(NOISY, noisy);
    builder.output(OUTPUT, output);
    builder.output("train.mse", parts.noise());
    builder.output("train.vb", parts.variance());
    builder.output("train.loss", parts.sum(tf));
    builder.output("train.mean_loss", tf.expandDims(mean, tf.constant(0)));
    builder.gradients(mean).forEach((name, gradient) -> builder.output("grad." + name, gradient));
    defineFirstStep(builder, config, in);
    defineDropping(builder, config, in.get(CAPTIONS), in.get(MASK));
  }

  /** The loss where all samples are at step 0. */
  private static void defineFirstStep(
      NetworkBuilder builder, StditConfig config, Map<String, Operand<TFloat32>> in) {
    Ops tf = builder.tf();
    Operand<TFloat32> data = in.get("t0." + DATA);
    Operand<TFloat32> noise = in.get("t0." + NOISE);
    Operand<TInt32> first = tf.constant(new int[Math.toIntExact(data.shape().get(0))]);
    IddpmLoss loss = new IddpmLoss(tf, IddpmSchedule.training(), first);
    Operand<TFloat32> noisy = loss.noisy(data, noise);
    IddpmLoss.Parts parts =
        loss.of(data, noise, noisy, predict(builder.scope(), config, noisy, first, in));
    builder.output("t0.mse", parts.noise());
    builder.output("t0.vb", parts.variance());
  }

  private static void defineDropping(
      NetworkBuilder builder,
      StditConfig config,
      Operand<TFloat32> captions,
      Operand<TFloat32> mask) {
    Ops tf = builder.tf();
    Operand<TBool> dropped = tf.dtypes.cast(builder.input(DROPPED, TInt32.class, -1), TBool.class);
    StditBlock.Text text =
        Stdit.text(
            builder.scope(),
            config,
            Stdit.captions(builder.scope(), config, captions, dropped),
            mask);
    builder.output("drop.y_embedder_out", tf.expandDims(text.tokens(), tf.constant(1)));
  }

  private static Operand<TFloat32> predict(
      NetScope scope,
      StditConfig config,
      Operand<TFloat32> noisy,
      Operand<TInt32> steps,
      Map<String, Operand<TFloat32>> in) {
    return Stdit.predict(
        scope,
        config,
        new Stdit.Inputs(
            noisy, scope.tf().dtypes.cast(steps, TFloat32.class), in.get(CAPTIONS), in.get(MASK)));
  }

  /** The reference keeps an axis of one before the text's tokens. */
  private static NetScope asRecorded(NetworkBuilder builder) {
    Ops tf = builder.tf();
    return builder
        .scope()
        .with(
            (name, value) ->
                builder.output(
                    "mid." + name,
                    name.equals("y_embedder") ? tf.expandDims(value, tf.constant(1)) : value));
  }

  /**
   * One step back, from the recorded output: the guess of the data multiplies the output's rounding
   * by up to 157, so that no other 32-bit output would come near enough.
   */
  private static void back(GoldenFolder folder, Map<String, HostTensor> computed) {
    long[] steps = folder.tensor(STEPS).toLongs();
    IddpmStep back =
        IddpmStep.of(
            IddpmSchedule.training(),
            Arrays.stream(steps).mapToInt(Math::toIntExact).toArray(),
            folder.tensor(NOISY),
            folder.tensor(OUTPUT));
    computed.put("p_mean_variance.mean", back.mean());
    computed.put("p_mean_variance.log_variance", back.logVariance());
    computed.put("p_mean_variance.pred_xstart", back.data());
  }

  private static void sample(GoldenFolder folder, Map<String, HostTensor> computed) {
    HostTensor start = folder.tensor(START);
    long batch = start.shape().dim(0);
    StditNetwork.Prompt prompt =
        new StditNetwork.Prompt(
            first(captions(folder), batch), first(folder.tensor(MASK).cast(DType.F32), batch));
    float scale = (float) folder.config().path("cfg_scale").asDouble();
    NoiseSource source =
        (step, count) -> Arrays.copyOf(folder.tensor("sample.noise_step" + step).toFloats(), count);
    try (WeightSource weights = folder.openWeights();
        StditNetwork network =
            StditNetwork.open(
                configOf(folder),
                Math.toIntExact(start.shape().dim(2)),
                Math.toIntExact(start.shape().dim(3)),
                Math.toIntExact(start.shape().dim(4)),
                NetworkOptions.DEFAULT,
                weights)) {
      new IddpmSampler(respaced(folder), network.guided(prompt, scale), source)
          .sample(
              start, (step, output, latents) -> computed.put("sample.after_step" + step, latents));
    }
  }

  private static IddpmSchedule respaced(GoldenFolder folder) {
    return IddpmSchedule.training().respaced(folder.config().path("sample_steps").asInt());
  }

  private static HostTensor captions(GoldenFolder folder) {
    HostTensor captions = folder.tensor(CAPTIONS);
    Shape shape = captions.shape();
    return captions.reshape(Shape.of(shape.dim(0), shape.dim(2), shape.dim(3)));
  }

  private static HostTensor first(HostTensor tensor, long batch) {
    long[] dims = tensor.shape().toArray();
    dims[0] = batch;
    Shape shape = Shape.of(dims);
    return HostTensor.floats(
        shape, Arrays.copyOf(tensor.toFloats(), Math.toIntExact(shape.elements())));
  }

  private static HostTensor table(IddpmSchedule schedule, IntToDoubleFunction value) {
    double[] values = schedule.table(value);
    return HostTensor.doubles(Shape.of(values.length), values);
  }

  private static HostTensor timesteps(IddpmSchedule schedule) {
    long[] steps = new long[schedule.steps()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = schedule.timestep(i);
    }
    return HostTensor.integers(DType.I64, Shape.of(steps.length), steps);
  }

  private static StditConfig configOf(GoldenFolder folder) {
    return StditConfig.of(folder.config().path("model"));
  }
}
