package io.kinolake.models.networks.transnetv2;

import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.check.NetworkCheck;
import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.models.weights.WeightSource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Checks folders of kind {@code transnetv2}: a window, a whole video, and the rule for shots. */
public final class TransNetV2Check extends NetworkCheck {
  private static final Pattern WINDOW = Pattern.compile("(window(\\d+)_(\\d+)\\.)logits");
  private static final Pattern CASE = Pattern.compile("(scenes_.*\\.)predictions");
  private static final String THRESHOLD = "scenes.threshold";

  public TransNetV2Check() {
    super("transnetv2");
  }

  @Override
  protected Map<String, HostTensor> compute(GoldenFolder folder) {
    TransNetV2Config config = TransNetV2Config.of(folder.config());
    HostTensor frames = folder.tensor("frames");
    Map<String, HostTensor> computed = new LinkedHashMap<>();
    try (WeightSource weights = folder.openWeights();
        TransNetV2 model = TransNetV2.load(config, weights, NetworkOptions.DEFAULT)) {
      Predictions predictions = model.predict(rows(frames).iterator());
      computed.put("predict.single", vector(predictions.single()));
      computed.put("predict.all", vector(predictions.manyHot()));
      if (folder.has(THRESHOLD)) {
        double threshold = folder.tensor(THRESHOLD).toDoubles()[0];
        computed.put("scenes", shots(predictions.shots(threshold)));
      }
      windows(folder, config, weights, computed);
    }
    for (String name : folder.tensors().tensors().keySet()) {
      Matcher single = CASE.matcher(name);
      if (single.matches()) {
        float[] given = folder.tensor(name).toFloats();
        computed.put(single.group(1) + "scenes", shots(Shot.between(given, Shot.THRESHOLD)));
      }
    }
    return computed;
  }

  private static void windows(
      GoldenFolder folder,
      TransNetV2Config config,
      WeightSource weights,
      Map<String, HostTensor> computed) {
    try (Network network =
        Network.build(NetworkOptions.DEFAULT, builder -> define(builder, config))) {
      network.load(weights);
      for (String name : folder.tensors().tensors().keySet()) {
        Matcher window = WINDOW.matcher(name);
        if (!window.matches()) {
          continue;
        }
        HostTensor frames =
            TensorRows.slice(
                folder.tensor("frames"),
                Long.parseLong(window.group(2)),
                Long.parseLong(window.group(3)));
        network
            .run(Map.of(TransNetV2.FRAMES, frames), network.outputNames())
            .forEach(
                (output, value) ->
                    computed.put(
                        output.startsWith("mid.") ? output : window.group(1) + output, value));
      }
    }
  }

  private static void define(NetworkBuilder builder, TransNetV2Config config) {
    Ops tf = builder.tf();
    NetScope scope = builder.scope().with((name, value) -> record(builder, name, value));
    TransNetV2Network.Logits logits =
        TransNetV2Network.logits(scope, config, TransNetV2.input(builder));
    builder.output("logits", tf.expandDims(logits.single(), tf.constant(0)));
    builder.output("many_hot", tf.expandDims(logits.manyHot(), tf.constant(0)));
  }

  /** Records have a batch of one, and the channels of pictures before the frames. */
  private static void record(NetworkBuilder builder, String name, Operand<?> value) {
    Ops tf = builder.tf();
    if (name.equals("color_histograms")) {
      @SuppressWarnings("unchecked")
      Operand<TFloat32> histograms = (Operand<TFloat32>) value;
      builder.output(
          "color_histograms.bins_of_frame0",
          tf.reshape(
              tf.slice(histograms, tf.constant(new int[2]), tf.constant(new int[] {1, -1})),
              tf.constant(new int[] {-1})));
      return;
    }
    Operand<?> turned =
        value.shape().numDimensions() == 4 ? Dimensions.transpose(tf, value, 3, 0, 1, 2) : value;
    builder.output("mid." + name, tf.expandDims(turned, tf.constant(0)));
  }

  private static List<byte[]> rows(HostTensor frames) {
    List<byte[]> rows = new ArrayList<>();
    for (long i = 0; i < frames.shape().dim(0); i++) {
      byte[] row = new byte[TransNetV2.FRAME_BYTES];
      frames.bytes().read(i * row.length, ByteBuffer.wrap(row));
      rows.add(row);
    }
    return rows;
  }

  private static HostTensor vector(float[] values) {
    return HostTensor.floats(Shape.of(values.length), values);
  }

  private static HostTensor shots(List<Shot> shots) {
    long[] ends =
        shots.stream()
            .flatMapToLong(shot -> java.util.stream.LongStream.of(shot.first(), shot.last()))
            .toArray();
    return HostTensor.integers(DType.I32, Shape.of(shots.size(), 2), ends);
  }
}
