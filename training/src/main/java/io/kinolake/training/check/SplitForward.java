package io.kinolake.training.check;

import io.kinolake.models.check.Finding;
import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.networks.stepdit.StepDitNetwork;
import io.kinolake.models.networks.stepdit.StepDitPrompt;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.models.weights.WeightSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the transformer whose weights were split and put together again. */
final class SplitForward {
  private static final String OUT = "out";

  private SplitForward() {}

  static List<Finding> check(GoldenFolder folder, WeightSource weights) {
    HostTensor latents = folder.tensor("hidden_states");
    HostTensor captions = folder.tensor("encoder_hidden_states");
    HostTensor clip = folder.tensor("encoder_hidden_states_2");
    HostTensor mask = folder.tensor("text_mask").cast(DType.F32);
    float[] times = folder.tensor("timestep").toFloats();
    Shape shape = latents.shape();
    List<HostTensor> velocities = new ArrayList<>();
    try (StepDitNetwork network =
        StepDitNetwork.open(
            StepDitConfig.of(folder.config().path("model")),
            Math.toIntExact(shape.dim(1)),
            Math.toIntExact(shape.dim(3)),
            Math.toIntExact(shape.dim(4)),
            NetworkOptions.DEFAULT,
            weights)) {
      for (int i = 0; i < times.length; i++) {
        StepDitPrompt prompt = new StepDitPrompt(one(captions, i), one(clip, i), one(mask, i));
        velocities.add(
            network.velocity(one(latents, i), times[i], prompt.trimmed(), Optional.empty()));
      }
    }
    return List.of(
        folder.tolerances().compare(OUT, TensorRows.concat(velocities), folder.tensor(OUT)));
  }

  private static HostTensor one(HostTensor tensor, int index) {
    return TensorRows.slice(tensor, index, index + 1);
  }
}
