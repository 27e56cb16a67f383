package io.kinolake.training.model;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.training.optimizer.ElementWork;
import io.kinolake.training.step.Exchanges;
import io.kinolake.training.step.GradientSums;
import io.kinolake.training.step.Tape;
import io.kinolake.training.step.TapeRunner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a rank found.
 *
 * @param told the loss and what is reported
 * @param gradients by name
 */
record SharedRun(Map<String, HostTensor> told, Map<String, HostTensor> gradients) {

  /** Plays a tape with a rank's part of the weights. */
  static SharedRun play(
      SplitModel model,
      Split split,
      Exchanges exchanges,
      Tape tape,
      WeightSource weights,
      Map<String, HostTensor> batch) {
    Map<String, NativeTensor> parameters = new LinkedHashMap<>();
    Map<String, NativeTensor> given = new LinkedHashMap<>();
    try (ElementWork work = new ElementWork(1);
        TapeRunner runner = new TapeRunner(NetworkOptions.DEFAULT, exchanges, work);
        GradientSums sums = new GradientSums(work)) {
      Set<String> names = runner.parameterShapes(tape).keySet();
      for (String name : names) {
        parameters.put(
            name, NativeTensor.of(part(weights.tensor(name), model.holding(name), split)));
      }
      batch.forEach((name, value) -> given.put(name, NativeTensor.of(value)));
      Map<String, HostTensor> told =
          runner.run(tape, parameters, names, given, 1f / split.contextRanks(), sums);
      Map<String, HostTensor> gradients = new LinkedHashMap<>();
      sums.sums().forEach((name, sum) -> gradients.put(name, sum.host()));
      return new SharedRun(told, gradients);
    } finally {
      parameters.values().forEach(NativeTensor::close);
      given.values().forEach(NativeTensor::close);
    }
  }

  private static HostTensor part(HostTensor whole, Holding holding, Split split) {
    // Frames are cut as rows and columns are.
    Split byAxis = new Split(0, 1, split.tensorRank(), split.tensorRanks());
    return switch (holding) {
      case WHOLE, WHOLE_WITH_PART_OF_GRADIENT -> whole;
      case ROWS -> byAxis.own(whole, 0);
      case ROWS_OF_TWO, ROWS_OF_THREE ->
          folded(byAxis.own(folded(whole, holding.matrices()), 1), whole.shape());
      case COLUMNS -> byAxis.own(whole, 1);
    };
  }

  /** [matrices · rows, ...] → [matrices, rows, ...]. */
  private static HostTensor folded(HostTensor tensor, long matrices) {
    long[] dims = tensor.shape().toArray();
    long[] folded = new long[dims.length + 1];
    folded[0] = matrices;
    folded[1] = dims[0] / matrices;
    System.arraycopy(dims, 1, folded, 2, dims.length - 1);
    return tensor.reshape(Shape.of(folded));
  }

  /** The inverse of {@link #folded(HostTensor, long)}, for parameters like one. */
  private static HostTensor folded(HostTensor folded, Shape like) {
    long[] dims = like.toArray();
    dims[0] = folded.shape().dim(0) * folded.shape().dim(1);
    return folded.reshape(Shape.of(dims));
  }

  /** The whole gradient from those of tensor-parallel ranks. */
  static HostTensor joined(Holding holding, List<HostTensor> parts) {
    return switch (holding) {
      case WHOLE -> parts.get(0);
      case WHOLE_WITH_PART_OF_GRADIENT -> sum(parts);
      case ROWS -> TensorRows.concat(parts);
      case ROWS_OF_TWO, ROWS_OF_THREE ->
          folded(
              joined(parts.stream().map(part -> folded(part, holding.matrices())).toList(), 1),
              parts.get(0).shape());
      case COLUMNS -> joined(parts, 1);
    };
  }

  /** Tensors side by side along an axis. */
  static HostTensor joined(List<HostTensor> parts, int axis) {
    long[] dims = parts.get(0).shape().toArray();
    int outer = 1;
    for (int i = 0; i < axis; i++) {
      outer *= Math.toIntExact(dims[i]);
    }
    int part = Math.toIntExact(parts.get(0).shape().elements() / outer);
    float[] all = new float[outer * part * parts.size()];
    for (int rank = 0; rank < parts.size(); rank++) {
      float[] values = parts.get(rank).toFloats();
      for (int i = 0; i < outer; i++) {
        System.arraycopy(values, i * part, all, (i * parts.size() + rank) * part, part);
      }
    }
    dims[axis] *= parts.size();
    return HostTensor.floats(Shape.of(dims), all);
  }

  static HostTensor sum(List<HostTensor> parts) {
    float[] sum = new float[Math.toIntExact(parts.get(0).shape().elements())];
    for (HostTensor part : parts) {
      float[] added = part.toFloats();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += added[i];
      }
    }
    return HostTensor.floats(parts.get(0).shape(), sum);
  }
}
