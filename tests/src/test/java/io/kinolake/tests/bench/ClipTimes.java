package io.kinolake.tests.bench;

import com.sun.management.OperatingSystemMXBean;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.graph.Precision;
import io.kinolake.models.networks.clip.ClipConfig;
import io.kinolake.models.networks.clip.ClipImageEncoder;
import io.kinolake.models.networks.clip.ClipVision;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TestingWeights;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.tensorflow.types.TFloat32;

/**
 * Times the picture side of ViT-L/14 with random weights on a batch of 16. Prints the least seconds
 * of a run, and the least of processor time, which other work on the machine disturbs less. {@code
 * clip_torch.py} does the same in PyTorch.
 */
final class ClipTimes {
  private static final int BATCH = 16;

  private ClipTimes() {}

  /** Arguments: {@code FLOAT32} or {@code BFLOAT16}, threads, runs, layers (24 are published). */
  public static void main(String[] arguments) {
    NetworkOptions options =
        new NetworkOptions(Precision.valueOf(arguments[0]), Integer.parseInt(arguments[1]));
    int runs = Integer.parseInt(arguments[2]);
    int layers = Integer.parseInt(arguments[3]);
    ClipConfig config =
        new ClipConfig(
            768,
            new ClipConfig.Vision(224, 14, 1024, layers, 16, 4096),
            ClipConfig.vitL14().text());
    double wall = Double.MAX_VALUE;
    double processor = Double.MAX_VALUE;
    try (ClipImageEncoder encoder = ClipImageEncoder.load(options, config, weights(config))) {
      HostTensor images = images(config.vision().resolution());
      for (int run = 0; run < runs; run++) {
        long start = System.nanoTime();
        long startOfProcessor = processorNanos();
        encoder.encode(images);
        wall = Math.min(wall, (System.nanoTime() - start) / 1e9);
        processor = Math.min(processor, (processorNanos() - startOfProcessor) / 1e9);
      }
    }
    System.out.println("wall " + wall);
    System.out.println("processor " + processor);
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
