package io.kinolake.models.networks.stepdit;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.check.NetworkCheck;
import io.kinolake.models.diffusion.FlowSampler;
import io.kinolake.models.diffusion.FlowSchedule;
import io.kinolake.models.diffusion.Guidance;
import io.kinolake.models.diffusion.StepListener;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks folders of kind {@code flow_scheduler}: the times and a whole guided sampling loop. */
public final class FlowSchedulerCheck extends NetworkCheck {
  private static final String SIGMAS = ".sigmas";
  private static final String TIMESTEPS = ".timesteps";
  private static final Pattern TRAINING = Pattern.compile("mm\\.init\\.ntt(\\d+)\\.sigmas");
  private static final Pattern INFERENCE = Pattern.compile("mm\\.set(\\d+)\\.ntt(\\d+)\\.sigmas");
  private static final int TRAIN_TIMESTEPS = 1000;

  public FlowSchedulerCheck() {
    super("flow_scheduler");
  }

  @Override
  protected Map<String, HostTensor> compute(GoldenFolder folder) {
    Map<String, HostTensor> computed = new LinkedHashMap<>();
    schedules(folder.config(), computed);
    float shift = (float) folder.config().path("time_shift").asDouble();
    for (String name : folder.tensors().tensors().keySet()) {
      mindSpeed(name, shift, computed);
    }
    float[] u = folder.tensor("mm.qsample.rev1.u").toFloats();
    picked("mm.qsample.rev0", FlowSchedule.training(TRAIN_TIMESTEPS, false), u, computed);
    picked("mm.qsample.rev1", FlowSchedule.training(TRAIN_TIMESTEPS, true), u, computed);
    sample(folder, shift, computed);
    return computed;
  }

  private static void schedules(JsonNode config, Map<String, HostTensor> computed) {
    for (JsonNode steps : config.path("sched_steps")) {
      for (JsonNode shift : config.path("sched_shifts")) {
        String name = "sched.n%d.shift%s.rev".formatted(steps.asInt(), shift.asDouble());
        for (int reverse = 0; reverse < 2; reverse++) {
          record(
              name + reverse,
              FlowSchedule.of(steps.asInt(), (float) shift.asDouble(), reverse == 1, 1),
              computed);
        }
      }
    }
  }

  private static void mindSpeed(String name, float shift, Map<String, HostTensor> computed) {
    Matcher training = TRAINING.matcher(name);
    if (training.matches()) {
      int steps = Integer.parseInt(training.group(1));
      record(stem(name), FlowSchedule.training(steps, false), computed);
    }
    Matcher inference = INFERENCE.matcher(name);
    if (inference.matches()) {
      int steps = Integer.parseInt(inference.group(1));
      int factor = Integer.parseInt(inference.group(2));
      record(stem(name), FlowSchedule.of(steps, shift, false, factor), computed);
    }
  }

  private static String stem(String name) {
    return name.substring(0, name.length() - SIGMAS.length());
  }

  private static void record(String name, FlowSchedule schedule, Map<String, HostTensor> computed) {
    computed.put(name + SIGMAS, vector(schedule.sigmas()));
    computed.put(name + TIMESTEPS, vector(schedule.timesteps()));
  }

  private static void picked(
      String name, FlowSchedule table, float[] u, Map<String, HostTensor> computed) {
    float[] sigmas = new float[u.length];
    float[] timesteps = new float[u.length];
    for (int i = 0; i < u.length; i++) {
      sigmas[i] = table.sigma(table.indexOf(u[i]));
      timesteps[i] = table.timestep(table.indexOf(u[i]));
    }
    computed.put(name + SIGMAS, vector(sigmas));
    computed.put(name + TIMESTEPS, vector(timesteps));
  }

  private static void sample(GoldenFolder folder, float shift, Map<String, HostTensor> computed) {
    HostTensor noise = folder.tensor("sample.init_latents");
    StepDitPrompt prompt =
        new StepDitPrompt(
                folder.tensor("sample.encoder_hidden_states"),
                folder.tensor("sample.encoder_hidden_states_2"),
                folder.tensor("sample.text_mask"))
            .trimmed();
    Shape size = noise.shape();
    try (WeightSource weights = folder.openWeights();
        StepDitNetwork network =
            StepDitNetwork.open(
                StepDitConfig.of(folder.config().path("model")),
                Math.toIntExact(size.dim(1)),
                Math.toIntExact(size.dim(3)),
                Math.toIntExact(size.dim(4)),
                NetworkOptions.DEFAULT,
                weights)) {
      StepListener listener =
          (step, velocity, latents) -> {
            computed.put("sample.step%d.latents".formatted(step), latents);
            computed.put("sample.step%d.velocity_cfg".formatted(step), velocity);
          };
      computed.put(
          "sample.final",
          sampler(folder, shift, network, prompt, Guidance.Order.TEXT_FIRST)
              .sample(noise, listener));
      computed.put(
          "sample.final_mm",
          sampler(folder, shift, network, swapped(prompt), Guidance.Order.TEXT_LAST)
              .sample(noise, StepListener.NONE));
    }
  }

  private static FlowSampler sampler(
      GoldenFolder folder,
      float shift,
      StepDitNetwork network,
      StepDitPrompt prompt,
      Guidance.Order order) {
    int steps = folder.config().path("num_inference_steps").asInt();
    float scale = (float) folder.config().path("guidance_scale").asDouble();
    return new FlowSampler(
        FlowSchedule.of(steps, shift, false, 1),
        new Guidance(
            (latents, time) -> network.velocity(latents, time, prompt, Optional.empty()),
            scale,
            order,
            Guidance.ALL_CHANNELS));
  }

  private static StepDitPrompt swapped(StepDitPrompt prompt) {
    return new StepDitPrompt(
        swapped(prompt.captions()), swapped(prompt.clip()), swapped(prompt.mask()));
  }

  /** The halves of a batch in the other order. */
  private static HostTensor swapped(HostTensor tensor) {
    float[] values = tensor.toFloats();
    int half = values.length / 2;
    float[] result = Arrays.copyOf(Arrays.copyOfRange(values, half, values.length), values.length);
    System.arraycopy(values, 0, result, half, half);
    return HostTensor.floats(tensor.shape(), result);
  }

  private static HostTensor vector(float[] values) {
    return HostTensor.floats(Shape.of(values.length), values);
  }
}
