package io.kinolake.training.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.check.NetworkCheck;
import io.kinolake.models.diffusion.FlowConvention;
import io.kinolake.models.diffusion.FlowMatchingLoss;
import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.graph.Segment;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.training.model.TrainableModel;
import io.kinolake.training.preference.PairWeights;
import io.kinolake.training.preference.PreferenceFormula;
import io.kinolake.training.preference.PreferenceObjective;
import io.kinolake.training.preference.PreferencePairs;
import io.kinolake.training.preference.PreferenceSettings;
import io.kinolake.training.preference.ScoreHistogram;
import io.kinolake.training.preference.StepVideoPreferenceModel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Losses of recorded outputs, by the graph that is trained and in 64 bits. */
final class PreferenceLossCheck extends NetworkCheck {
  private static final String DATA = "data";
  private static final String NOISE = "noise";
  private static final String VELOCITY = "velocity";

  PreferenceLossCheck(String kind) {
    super(kind);
  }

  /** The weight of a recorded case's pair. */
  static double weight(GoldenFolder folder, JsonNode recorded) {
    PreferenceSettings settings =
        DpoTrajectoryCheck.settings(
            recorded, folder.path().resolve(PreferencePairs.HISTOGRAM).toString());
    return PairWeights.of(settings)
        .of(recorded.path("score_win").asDouble(), recorded.path("score_lose").asDouble());
  }

  @Override
  protected Map<String, HostTensor> compute(GoldenFolder folder) {
    Map<String, HostTensor> computed = new LinkedHashMap<>();
    computed.put("pairs.find_probability", probabilities(folder));
    HostTensor times = folder.tensor("timesteps");
    float[] noise = times.toFloats();
    float[] data = new float[noise.length];
    for (int i = 0; i < noise.length; i++) {
      noise[i] /= 1000;
      data[i] = 1 - noise[i];
    }
    computed.put(
        "noised_latents",
        NoisyLatents.of(
            folder.tensor("latents"),
            folder.tensor("noise"),
            HostTensor.floats(times.shape(), data),
            HostTensor.floats(times.shape(), noise)));
    int number = 0;
    for (JsonNode recorded : folder.config().path("cases")) {
      new Case(folder, recorded, "case%d.".formatted(number++)).compute(computed);
    }
    return computed;
  }

  private static HostTensor probabilities(GoldenFolder folder) {
    ScoreHistogram histogram =
        ScoreHistogram.read(folder.path().resolve(PreferencePairs.HISTOGRAM));
    HostTensor scores = folder.tensor("pairs.score");
    return HostTensor.doubles(
        scores.shape(), Arrays.stream(scores.toDoubles()).map(histogram::probability).toArray());
  }

  /** One set of settings on the recorded outputs. */
  private static final class Case {
    private final GoldenFolder folder;
    private final String prefix;
    private final PreferenceSettings settings;
    private final double weight;
    private final int pairs;

    Case(GoldenFolder folder, JsonNode recorded, String prefix) {
      this.folder = folder;
      this.prefix = prefix;
      this.settings =
          DpoTrajectoryCheck.settings(
              recorded, folder.path().resolve(PreferencePairs.HISTOGRAM).toString());
      this.weight = weight(folder, recorded);
      this.pairs = folder.config().path("micro_pairs").asInt();
    }

    void compute(Map<String, HostTensor> computed) {
      // The reference's errors are those of a loss without reference, whose own are told.
      HostTensor none = HostTensor.floats(Shape.of(2L * pairs), new float[2 * pairs]);
      HostTensor reference = run("refer_output", none).get(StepVideoPreferenceModel.ERRORS);
      Map<String, HostTensor> told = run("actor_output", reference);
      computed.put("mse.refer", reference);
      computed.put("mse.actor", told.get(StepVideoPreferenceModel.ERRORS));
      computed.put(prefix + "loss", told.get(TrainableModel.LOSS).reshape(Shape.of(1)));
      computed.put(prefix + "grad.actor_output", told.get(VELOCITY));
      computed.put(
          prefix + "rewards_accuracies", mean(told.get(StepVideoPreferenceModel.ACCURACIES)));
      exact().forEach((name, value) -> computed.put(prefix + "f64." + name, value));
    }

    private Map<String, HostTensor> run(String output, HostTensor reference) {
      float[] weights = new float[pairs];
      Arrays.fill(weights, (float) weight);
      Map<String, NativeTensor> inputs = new LinkedHashMap<>();
      try (Segment segment =
              Segment.build(
                  NetworkOptions.DEFAULT,
                  this::define,
                  List.of(TrainableModel.LOSS),
                  List.of(VELOCITY));
          NativeTensor change = NativeTensor.of(HostTensor.floats(Shape.of(), 1))) {
        inputs.put(DATA, NativeTensor.of(folder.tensor("latents")));
        inputs.put(NOISE, NativeTensor.of(folder.tensor("noise")));
        inputs.put(VELOCITY, NativeTensor.of(folder.tensor(output)));
        inputs.put(StepVideoPreferenceModel.REFERENCE, NativeTensor.of(reference));
        inputs.put(StepVideoPreferenceModel.LOSS_TIME, NativeTensor.of(folder.tensor("timesteps")));
        inputs.put(
            StepVideoPreferenceModel.PAIR_WEIGHT,
            NativeTensor.of(HostTensor.floats(Shape.of(pairs), weights)));
        Segment.Given given =
            new Segment.Given(Map.of(), inputs, Map.of(TrainableModel.LOSS, change));
        List<String> wanted =
            List.of(
                TrainableModel.LOSS,
                StepVideoPreferenceModel.ERRORS,
                StepVideoPreferenceModel.ACCURACIES);
        try (Segment.Left left = segment.run(given, wanted, List.of(VELOCITY))) {
          Map<String, HostTensor> told = new HashMap<>();
          left.outputs().forEach((name, value) -> told.put(name, value.host()));
          left.gradients().forEach((name, value) -> told.put(name, value.host()));
          return told;
        }
      } finally {
        inputs.values().forEach(NativeTensor::close);
      }
    }

    private void define(NetworkBuilder builder) {
      Ops tf = builder.tf();
      Operand<TFloat32> target =
          FlowMatchingLoss.target(
              tf, FlowConvention.MINDSPEED, latents(builder, DATA), latents(builder, NOISE));
      new PreferenceObjective(settings)
          .define(builder, FlowMatchingLoss.of(tf, latents(builder, VELOCITY), target));
    }

    private Operand<TFloat32> latents(NetworkBuilder builder, String name) {
      return builder.input(name, TFloat32.class, folder.tensor("latents").shape().toArray());
    }

    /** The same in 64 bits, from the recorded errors. */
    private Map<String, HostTensor> exact() {
      double[] times = folder.tensor("timesteps").toDoubles();
      double[] policy = folder.tensor("mse.actor").toDoubles();
      double[] reference = folder.tensor("mse.refer").toDoubles();
      double[] losses = new double[pairs];
      double[] chosen = new double[pairs];
      double[] rejected = new double[pairs];
      double[] gradient = new double[2 * pairs];
      double loss = 0;
      for (int i = 0; i < pairs; i++) {
        int other = i + pairs;
        PreferenceFormula.Result result =
            new PreferenceFormula(settings, weight)
                .of(
                    new PreferenceFormula.Side(times[i], policy[i], reference[i]),
                    new PreferenceFormula.Side(times[other], policy[other], reference[other]));
        losses[i] = result.preference();
        chosen[i] = result.chosenReward();
        rejected[i] = result.rejectedReward();
        gradient[i] = result.byChosen() / pairs;
        gradient[other] = result.byRejected() / pairs;
        loss += result.loss() / pairs;
      }
      return Map.of(
          "loss", HostTensor.doubles(Shape.of(1), loss),
          "preference_losses", HostTensor.doubles(Shape.of(pairs), losses),
          "chosen_rewards", HostTensor.doubles(Shape.of(pairs), chosen),
          "rejected_rewards", HostTensor.doubles(Shape.of(pairs), rejected),
          "grad.mse_actor", HostTensor.doubles(Shape.of(2L * pairs), gradient));
    }

    private static HostTensor mean(HostTensor values) {
      return HostTensor.doubles(
          Shape.of(1), Arrays.stream(values.toDoubles()).average().orElseThrow());
    }
  }
}
