package io.kinolake.training.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.SharedFolder;
import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.diffusion.FlowConvention;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.networks.stepdit.StepDitGrid;
import io.kinolake.models.networks.stepdit.StepDitOutput;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.training.step.Stage;
import io.kinolake.training.step.Tape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** The recorded network's output comes from ranks that share it. */
class TestGoldenSplit {
  private static final String OUT = "out";
  private static final double ABSOLUTE = 2e-5;
  private static final double RELATIVE = 1e-4;

  @ParameterizedTest(name = "TP {0}, CP {1}")
  @CsvSource({"2, 1", "1, 2", "2, 2", "4, 1"})
  void ranksGiveTheRecordedOutput(int tensorRanks, int contextRanks) throws IOException {
    try (GoldenFolder folder = GoldenFolder.open(SharedFolder.require("golden/tp_split"));
        WeightSource weights = folder.openWeights()) {
      StepDitConfig config = StepDitConfig.of(folder.config().path("model"));
      StepVideoModel model = new StepVideoModel(config, FlowConvention.PAPER);
      Map<String, HostTensor> batch = batch(folder);
      List<SharedRun> ranks =
          new TestingRanks(tensorRanks, contextRanks)
              .run(
                  (split, exchanges) ->
                      SharedRun.play(
                          model,
                          split,
                          exchanges,
                          telling(config, model, split, batch.get(StepVideoModel.DATA).shape()),
                          weights,
                          model.own(batch, split)));
      for (int tensor = 0; tensor < tensorRanks; tensor++) {
        int first = tensor;
        List<HostTensor> parts =
            IntStream.range(0, contextRanks)
                .mapToObj(context -> ranks.get(context * tensorRanks + first).told().get(OUT))
                .toList();
        agrees(SharedRun.joined(parts, 1), folder.tensor(OUT));
      }
    }
  }

  /** The model's tape with a last stage that reports the velocity. */
  private static Tape telling(
      StepDitConfig config, StepVideoModel model, Split split, Shape batch) {
    Shape latents = Shape.of(batch.dim(1), batch.dim(2), batch.dim(3), batch.dim(4));
    Tape tape = model.split(latents, split);
    StepDitGrid grid =
        StepDitGrid.of(config, split.frames(latents.dim(0)), latents.dim(2), latents.dim(3));
    List<Stage> stages = new ArrayList<>(tape.stages().subList(0, tape.stages().size() - 1));
    stages.add(
        new Stage.Compute(
            new Stage.Piece(
                "velocity",
                builder -> tell(builder, config, grid),
                List.of(TrainableModel.LOSS),
                List.of(TransformerTape.TOKENS, TransformerTape.EMBEDDED)),
            "",
            Map.of(
                TransformerTape.TOKENS,
                TransformerTape.TOKENS + config.layers(),
                TransformerTape.EMBEDDED,
                TransformerTape.EMBEDDED),
            Map.of(TrainableModel.LOSS, TrainableModel.LOSS, OUT, OUT)));
    return new Tape(stages, tape.inputs(), tape.loss(), List.of(OUT));
  }

  private static void tell(NetworkBuilder builder, StepDitConfig config, StepDitGrid grid) {
    Operand<TFloat32> velocity =
        StepDitOutput.run(
            builder.scope(),
            config,
            grid,
            builder.input(
                TransformerTape.TOKENS, TFloat32.class, -1, grid.tokens(), config.width()),
            builder.input(TransformerTape.EMBEDDED, TFloat32.class, -1, config.width()));
    builder.output(OUT, velocity);
    builder.output(
        TrainableModel.LOSS,
        builder.tf().math.mean(velocity, builder.tf().constant(new int[] {0, 1, 2, 3, 4})));
  }

  /** Noisy latents are all data. */
  private static Map<String, HostTensor> batch(GoldenFolder folder) {
    HostTensor latents = folder.tensor("hidden_states");
    HostTensor time = folder.tensor("timestep");
    Map<String, HostTensor> batch = new LinkedHashMap<>();
    batch.put(StepVideoModel.DATA, latents);
    batch.put(StepVideoModel.NOISE, latents);
    batch.put(StepVideoModel.DATA_WEIGHT, HostTensor.floats(time.shape(), 1, 1));
    batch.put(StepVideoModel.NOISE_WEIGHT, HostTensor.floats(time.shape(), 0, 0));
    batch.put(StepVideoModel.TIMESTEP, time);
    batch.put(StepVideoModel.CAPTIONS, folder.tensor("encoder_hidden_states"));
    batch.put(StepVideoModel.CLIP, folder.tensor("encoder_hidden_states_2"));
    batch.put(StepVideoModel.MASK, folder.tensor("text_mask").cast(DType.F32));
    return batch;
  }

  private static void agrees(HostTensor found, HostTensor expected) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    float[] a = found.toFloats();
    float[] b = expected.toFloats();
    for (int i = 0; i < a.length; i++) {
      assertThat((double) Math.abs(a[i] - b[i]))
          .isLessThanOrEqualTo(ABSOLUTE + RELATIVE * Math.abs(b[i]));
    }
  }
}
