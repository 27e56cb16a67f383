package io.kinolake.models.networks.clip;

import com.sun.management.OperatingSystemMXBean;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.graph.Precision;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TestingWeights;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.types.TFloat32;

/**
 * Time of the picture side of ViT-L/14 with random weights on a batch of 16, in seconds and in
 * seconds of processor time, which other work on the machine disturbs less. Started by hand: {@code
 * BenchmarkClip THREADS RUNS LAYERS [FLOAT32|BFLOAT16]}; the model has 24 layers. {@code
 * clip_benchmark.py} in the folder of test resources does the same in PyTorch.
 */
public final class BenchmarkClip {
  private static final int BATCH = 16;

  private BenchmarkClip() {}

  public static void main(String[] arguments) {
    int threads = Integer.parseInt(arguments[0]);
    int runs = Integer.parseInt(arguments[1]);
    int layers = Integer.parseInt(arguments[2]);
    Precision precision =
        arguments.length > 3 ? Precision.valueOf(arguments[3]) : Precision.FLOAT32;
    ClipConfig config =
        new ClipConfig(
            768,
            new ClipConfig.Vision(224, 14, 1024, layers, 16, 4096),
            ClipConfig.vitL14().text());
    try (ClipImageEncoder encoder =
        ClipImageEncoder.load(new NetworkOptions(precision, threads), config, weights(config))) {
      HostTensor images = images(config.vision().resolution());
      List<Double> wall = new ArrayList<>();
      List<Double> processor = new ArrayList<>();
      for (int run = 0; run < runs; run++) {
        long start = System.nanoTime();
        long startOfProcessor = processorNanos();
        encoder.encode(images);
        wall.add((System.nanoTime() - start) / 1e9);
        processor.add((processorNanos() - startOfProcessor) / 1e9);
      }
      System.out.printf(
          "TensorFlow, %d layers, batch %d, %s, %d threads: best %.3f s, %.3f s of processor%n",
          layers, BATCH, precision, threads, least(wall), least(processor));
    }
  }

  private static double least(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  private static long processorNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static HostTensor images(int size) {
    Random random = new Random(7);
    float[] values = new float[BATCH * 3 * size * size];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return HostTensor.floats(Shape.of(BATCH, 3, size, size), values);
  }

  private static TestingWeights weights(ClipConfig config) {
    int size = config.vision().resolution();
    try (Network network =
        Network.build(
            NetworkOptions.DEFAULT,
            builder ->
                ClipVision.features(
                    builder.scope().at("visual"),
                    config.vision(),
                    config.embedDim(),
                    builder.input("images", TFloat32.class, -1, 3, size, size)))) {
      return TestingWeights.random(network.parameterShapes(), 1, 0.03f);
    }
  }
}
