package io.kinolake.jobs;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.TensorInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A small CLIP of random weights, with its vocabulary and a predictor, in files as published. */
public final class SmallClip {
  private static final long EMBEDDING = 16;
  private static final long WIDTH = 64;
  private static final long INNER = 128;

  /** 256 bytes, the same at the end of a word, two merges and two marks. */
  private static final long VOCABULARY = 516;

  private static final long CONTEXT = 12;

  private final Path folder;

  public SmallClip(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\nd o\no g</w>\n");
    write(weights(), shapes(), 5);
    write(head(), Map.of("weight", Shape.of(1, EMBEDDING), "bias", Shape.of(1)), 6);
  }

  public Path weights() {
    return folder.resolve("model.safetensors");
  }

  public Path head() {
    return folder.resolve("head.safetensors");
  }

  public Path vocabulary() {
    return folder.resolve("merges.txt");
  }

  private static Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new TreeMap<>();
    shapes.put("visual.class_embedding", Shape.of(WIDTH));
    shapes.put("visual.positional_embedding", Shape.of(5, WIDTH));
    shapes.put("visual.proj", Shape.of(WIDTH, EMBEDDING));
    shapes.put("visual.conv1.weight", Shape.of(WIDTH, 3, 16, 16));
    putNorm("visual.ln_pre", shapes);
    putNorm("visual.ln_post", shapes);
    putBlock("visual.transformer.resblocks.0.", shapes);
    shapes.put("token_embedding.weight", Shape.of(VOCABULARY, WIDTH));
    shapes.put("positional_embedding", Shape.of(CONTEXT, WIDTH));
    shapes.put("text_projection", Shape.of(WIDTH, EMBEDDING));
    shapes.put("logit_scale", Shape.of());
    putNorm("ln_final", shapes);
    putBlock("transformer.resblocks.0.", shapes);
    return shapes;
  }

  private static void putBlock(String name, Map<String, Shape> shapes) {
    shapes.put(name + "attn.in_proj_weight", Shape.of(3 * WIDTH, WIDTH));
    shapes.put(name + "attn.in_proj_bias", Shape.of(3 * WIDTH));
    putLinear(name + "attn.out_proj", WIDTH, WIDTH, shapes);
    putLinear(name + "mlp.c_fc", INNER, WIDTH, shapes);
    putLinear(name + "mlp.c_proj", WIDTH, INNER, shapes);
    putNorm(name + "ln_1", shapes);
    putNorm(name + "ln_2", shapes);
  }

  private static void putLinear(String name, long out, long in, Map<String, Shape> shapes) {
    shapes.put(name + ".weight", Shape.of(out, in));
    shapes.put(name + ".bias", Shape.of(out));
  }

  private static void putNorm(String name, Map<String, Shape> shapes) {
    shapes.put(name + ".weight", Shape.of(WIDTH));
    shapes.put(name + ".bias", Shape.of(WIDTH));
  }

  private static void write(Path file, Map<String, Shape> shapes, long seed) {
    Map<String, TensorInfo> infos = new TreeMap<>();
    shapes.forEach((name, shape) -> infos.put(name, new TensorInfo(DType.F32, shape)));
    Random random = new Random(seed);
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, infos, Map.of())) {
      infos.forEach(
          (name, info) -> {
            float[] values = new float[(int) info.shape().elements()];
            for (int i = 0; i < values.length; i++) {
              values[i] = (float) random.nextGaussian() * 0.3f;
            }
            writer.write(name, HostTensor.floats(info.shape(), values));
          });
      writer.commit();
    }
  }
}
