package io.kinolake.tests.bench;

import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.clip.ClipConfig;
import io.kinolake.models.networks.clip.ClipVision;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.tensorflow.types.TFloat32;

/**
 * Loads the picture side of ViT-L/14 from a safetensors file into a network of 32-bit floats, and
 * reads the file's bytes into memory that was not used before, in turns. The file lies in the page
 * cache for both. Prints the least seconds of each, and how much memory loading took at most, over
 * the size of the network's parameters.
 */
final class LoadingTimes {
  private static final int PIECE = 32 << 20;

  private LoadingTimes() {}

  /** Arguments: {@code write FILE TYPE} or {@code load FILE RUNS}. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "write" -> write(file, DType.valueOf(arguments[2]));
      case "load" -> load(file, Integer.parseInt(arguments[2]));
      default -> throw new IllegalArgumentException("write or load, not " + arguments[0]);
    }
  }

  private static void write(Path file, DType type) {
    try (Network network = network()) {
      Map<String, TensorInfo> infos = new LinkedHashMap<>();
      network
          .parameterShapes()
          .forEach((name, shape) -> infos.put(name, new TensorInfo(type, shape)));
      Random random = new Random(1);
      try (SafetensorsWriter writer = SafetensorsWriter.create(file, infos, Map.of())) {
        infos.forEach((name, info) -> writer.write(name, normal(random, info)));
        writer.commit();
      }
    }
  }

  private static HostTensor normal(Random random, TensorInfo info) {
    float[] values = new float[Math.toIntExact(info.shape().elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * 0.03f;
    }
    return HostTensor.rounded(info.dtype(), info.shape(), values);
  }

  private static void load(Path file, int runs) throws IOException {
    double reading = Double.MAX_VALUE;
    double loading = Double.MAX_VALUE;
    double memory = 0;
    for (int run = 0; run < runs; run++) {
      try (Network network = network()) {
        double before = residentBytes("VmRSS:");
        long start = System.nanoTime();
        try (WeightSource weights = WeightFiles.open(file)) {
          network.load(weights);
        }
        loading = Math.min(loading, (System.nanoTime() - start) / 1e9);
        if (run == 0) { // later, what was read counts too
          memory = (residentBytes("VmHWM:") - before) / size(network);
        }
      }
      long start = System.nanoTime();
      readAll(file);
      reading = Math.min(reading, (System.nanoTime() - start) / 1e9);
    }
    System.out.println("bytes " + Files.size(file));
    System.out.println("load " + loading);
    System.out.println("read " + reading);
    System.out.println("memory " + memory);
  }

  private static double size(Network network) {
    return network.parameterShapes().values().stream().mapToLong(Shape::elements).sum()
        * (double) Float.BYTES;
  }

  private static void readAll(Path file) throws IOException {
    List<Pointer> kept = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.position() < channel.size()) {
        long length = Math.min(PIECE, channel.size() - channel.position());
        BytePointer memory = new BytePointer(Pointer.malloc(length)).capacity(length);
        kept.add(memory);
        ByteBuffer buffer = memory.asByteBuffer();
        while (buffer.hasRemaining()) {
          channel.read(buffer);
        }
      }
    } finally {
      kept.forEach(Pointer::free);
    }
  }

  private static Network network() {
    ClipConfig config = ClipConfig.vitL14();
    int size = config.vision().resolution();
    return Network.build(
        NetworkOptions.DEFAULT,
        builder ->
            ClipVision.features(
                builder.scope().at("visual"),
                config.vision(),
                config.embedDim(),
                builder.input("images", TFloat32.class, -1, 3, size, size)));
  }

  /** A line of Linux's account of this process. */
  private static double residentBytes(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024.0)
        .findFirst()
        .orElse(Double.NaN);
  }
}
