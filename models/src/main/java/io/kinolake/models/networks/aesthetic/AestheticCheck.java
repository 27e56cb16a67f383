package io.kinolake.models.networks.aesthetic;

import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.check.NetworkCheck;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks folders of kind {@code aesthetic_head}: both predictors on a batch of embeddings. */
public final class AestheticCheck extends NetworkCheck {
  private static final String LINEAR = "v1_linear.";

  public AestheticCheck() {
    super("aesthetic_head");
  }

  @Override
  protected Map<String, HostTensor> compute(GoldenFolder folder) {
    List<float[]> normalised = new ArrayList<>();
    for (float[] embedding : rows(folder.tensor("embedding"))) {
      normalised.add(AestheticHead.normalised(embedding));
    }
    Map<String, HostTensor> computed = new LinkedHashMap<>();
    computed.put("normalized", stacked(normalised));
    try (WeightSource weights = folder.openWeights()) {
      AestheticHead head = AestheticHead.of(weights, name -> name.startsWith(LINEAR));
      List<List<float[]>> outputs = normalised.stream().map(head::outputs).toList();
      List<Integer> names = AestheticHead.layerNumbers(weights.tensors());
      for (int layer = 0; layer < names.size(); layer++) {
        int at = layer;
        HostTensor values = stacked(outputs.stream().map(each -> each.get(at)).toList());
        computed.put("mid.layers" + names.get(layer), values);
        computed.put("score", values);
      }
      if (weights.tensors().containsKey(LINEAR + "weight")) {
        AestheticHead linear = AestheticHead.linear(weights, LINEAR);
        computed.put(
            "v1.score",
            stacked(normalised.stream().map(each -> linear.outputs(each).get(0)).toList()));
      }
    }
    return computed;
  }

  private static List<float[]> rows(HostTensor matrix) {
    float[] values = matrix.toFloats();
    int width = Math.toIntExact(matrix.shape().dim(1));
    List<float[]> rows = new ArrayList<>();
    for (int from = 0; from < values.length; from += width) {
      rows.add(Arrays.copyOfRange(values, from, from + width));
    }
    return rows;
  }

  private static HostTensor stacked(List<float[]> rows) {
    int width = rows.get(0).length;
    float[] values = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, values, i * width, width);
    }
    return HostTensor.floats(Shape.of(rows.size(), width), values);
  }
}
