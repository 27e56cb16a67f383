package io.kinolake.models.weights;

import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.clip.ClipConfig;
import io.kinolake.models.networks.clip.ClipVision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.tensorflow.types.TFloat32;

/**
 * How fast the picture side of ViT-L/14 (1.2 GB) is loaded from a safetensors file, beside reading
 * the file's bytes into memory that was not used before, in turns; and how much memory loading
 * takes beside the weights' size. The file lies in the page cache for both. Started by hand, each
 * part in a process of its own: {@code BenchmarkLoading write FILE}, then {@code BenchmarkLoading
 * load FILE RUNS}.
 */
public final class BenchmarkLoading {
  private static final int PIECE = 32 << 20;
  private static final double GIGABYTE = 1e9;

  private BenchmarkLoading() {}

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "write" -> write(file);
      case "load" -> load(file, Integer.parseInt(arguments[2]));
      default -> throw new IllegalArgumentException("write or load, not " + arguments[0]);
    }
  }

  private static void write(Path file) {
    try (Network network = network()) {
      TestingWeights weights = TestingWeights.random(network.parameterShapes(), 1, 0.03f);
      Map<String, TensorInfo> infos = new LinkedHashMap<>(weights.tensors());
      try (SafetensorsWriter writer = SafetensorsWriter.create(file, infos, Map.of())) {
        infos.keySet().forEach(name -> writer.write(name, weights.tensor(name)));
        writer.commit();
      }
    }
  }

  private static void load(Path file, int runs) throws IOException {
    double size = Files.size(file);
    double reading = Double.MAX_VALUE;
    double loading = Double.MAX_VALUE;
    double memory = 0;
    for (int run = 0; run < runs; run++) {
      long start = System.nanoTime();
      readAll(file);
      reading = Math.min(reading, (System.nanoTime() - start) / 1e9);
      try (Network network = network()) {
        double before = residentBytes("VmRSS:");
        start = System.nanoTime();
        try (WeightSource weights = WeightFiles.open(file)) {
          network.load(weights);
        }
        loading = Math.min(loading, (System.nanoTime() - start) / 1e9);
        if (run == 0) {
          memory = (residentBytes("VmHWM:") - before) / size;
        }
      }
    }
    System.out.printf(
        "%.2f GB: read at %.2f GB/s, loaded at %.2f GB/s, ratio %.2f; at most %.2f times the size resident%n",
        size / GIGABYTE,
        size / GIGABYTE / reading,
        size / GIGABYTE / loading,
        reading / loading,
        memory);
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
