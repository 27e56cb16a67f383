package io.kinolake.udfs.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kinolake.models.device.ModelPool;
import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.networks.t5.T5Config;
import io.kinolake.models.networks.t5.T5Network;
import io.kinolake.models.oip.ModelServer;
import io.kinolake.models.oip.ServedNetworks;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tokenizer.T5Tokenizer;
import io.kinolake.models.weights.ModelFolder;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.udfs.ServedModels;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.store.LocalMediaStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Encodings by small models of random or recorded weights in the layouts that are published. */
class TestModelEncodings {
  private static final FrameSize PICTURE = new FrameSize(48, 32);

  @TempDir private Path folder;

  @Test
  void latentsOfPicturesAreMeansAndLogarithmsOfVariances() throws IOException {
    SdVaeLatents encoding = new SdVaeLatents(ModelFolder.of(vae(), "sd-vae-ft-ema"));
    try (ModelPool models = new ModelPool();
        LatentEncoding.Encoder encoder = encoding.open(context(models))) {
      LatentEncoding.Sample sample = encoder.begin(3, PICTURE);
      RgbImage first = noise(1);
      sample.accept(first);
      sample.accept(noise(2));
      sample.accept(first);
      Map<String, HostTensor> tensors = sample.finish();

      assertThat(encoding.latents(3, PICTURE).bucket()).isEqualTo("3x4x6");
      assertThat(tensors)
          .containsOnlyKeys(FeatureTensors.LATENT_MEAN, FeatureTensors.LATENT_LOG_VARIANCE);
      HostTensor mean = tensors.get(FeatureTensors.LATENT_MEAN);
      assertThat(mean.shape()).isEqualTo(Shape.of(3, 4, 4, 6));
      assertThat(mean.dtype()).isEqualTo(DType.BF16);
      float[] values = mean.toFloats();
      int length = values.length / 3;
      for (int i = 0; i < length; i++) {
        assertThat(values[i]).isEqualTo(values[2 * length + i]);
      }
      assertThat(values[0]).isNotEqualTo(values[length]);
    }
  }

  @Test
  void aCaptionsEmbeddingDoesNotDependOnItsNeighbours() throws IOException {
    T5Text encoding = new T5Text(ModelFolder.of(t5(0), "t5-v1_1-xxl"), 12);
    try (ModelPool models = new ModelPool();
        TextEncoding.Encoder encoder = encoding.open(context(models))) {
      String text = "a dog on the beach";
      HostTensor alone = encoder.encode(List.of(text)).get(0).get(FeatureTensors.TEXT);
      HostTensor beside =
          encoder
              .encode(List.of("a much longer caption about a cat and a dog and more", text))
              .get(1)
              .get(FeatureTensors.TEXT);
      assertThat(beside.shape()).isEqualTo(alone.shape());
      assertThat(alone.shape().dim(0)).isBetween(2L, 12L);
      float[] a = alone.toFloats();
      float[] b = beside.toFloats();
      for (int i = 0; i < a.length; i++) {
        assertThat(b[i]).isCloseTo(a[i], within(0.01f + 0.01f * Math.abs(a[i])));
      }
    }
  }

  @Test
  void servedModelsGiveTheSame() throws IOException {
    T5Text text = new T5Text(ModelFolder.of(t5(0), "t5-v1_1-xxl"), 12);
    SdVaeLatents latents = new SdVaeLatents(ModelFolder.of(vae(), "sd-vae-ft-ema"));
    Map<String, TensorModel> served = new TreeMap<>();
    served.putAll(ServedNetworks.open(Path.of(text.model().folder()), NetworkOptions.DEFAULT));
    served.putAll(ServedNetworks.open(Path.of(latents.model().folder()), NetworkOptions.DEFAULT));
    try (ModelServer server = ServedModels.serve(served);
        ModelPool here = new ModelPool();
        ModelPool there = new ModelPool()) {
      StageContext context =
          StageContext.of(
              new LocalMediaStore(),
              there,
              ServedModels.settings(server, "t5", "sd-vae-encode"),
              folder);

      assertThat(embedded(text, context)).isEqualTo(embedded(text, context(here)));
      assertThat(encoded(latents, context)).isEqualTo(encoded(latents, context(here)));
    }
  }

  private static List<Map<String, HostTensor>> embedded(T5Text text, StageContext context) {
    try (TextEncoding.Encoder encoder = text.open(context)) {
      return encoder.encode(List.of("a dog", "a cat on the beach"));
    }
  }

  private static Map<String, HostTensor> encoded(SdVaeLatents latents, StageContext context) {
    try (LatentEncoding.Encoder encoder = latents.open(context)) {
      LatentEncoding.Sample sample = encoder.begin(2, PICTURE);
      sample.accept(noise(1));
      sample.accept(noise(2));
      return sample.finish();
    }
  }

  @Test
  void aVocabularyOfAnotherModelIsRefused() throws IOException {
    T5Text encoding = new T5Text(ModelFolder.of(t5(-200), "t5-v1_1-xxl"), 12);
    try (ModelPool models = new ModelPool()) {
      assertThatThrownBy(() -> encoding.open(context(models)))
          .isInstanceOf(KinolakeException.class)
          .hasMessageContaining("vocabulary");
    }
  }

  @Test
  void aFolderWithoutAModelSaysWhatToFetch() {
    assertThatThrownBy(() -> ModelFolder.of(folder, "stabilityai/sd-vae-ft-ema"))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("Fetch stabilityai/sd-vae-ft-ema");
  }

  private static StageContext context(ModelPool models) {
    return StageContext.alone(new LocalMediaStore(), models);
  }

  private static RgbImage noise(long seed) {
    byte[] pixels = new byte[PICTURE.width() * PICTURE.height() * RgbImage.CHANNELS];
    new Random(seed).nextBytes(pixels);
    return new RgbImage(PICTURE.width(), PICTURE.height(), pixels);
  }

  private Path vae() throws IOException {
    Path golden = golden("sd_vae");
    Path model = Files.createDirectories(folder.resolve("vae"));
    Files.copy(golden.resolve("config.json"), model.resolve("config.json"));
    Files.copy(
        golden.resolve("weights.safetensors"),
        model.resolve("diffusion_pytorch_model.safetensors"));
    return model;
  }

  /** An encoder with more or fewer embeddings than its vocabulary has ids. */
  private Path t5(int surplus) throws IOException {
    Path model = Files.createDirectories(folder.resolve("t5"));
    Path vocabulary = model.resolve("spiece.model");
    Files.copy(golden("tokenizers/sentencepiece_unigram").resolve("spiece.model"), vocabulary);
    int ids = T5Tokenizer.read(vocabulary).size() + surplus;
    Files.writeString(
        model.resolve("config.json"),
        """
        {"model_type": "t5", "vocab_size": %d, "d_model": 16, "d_kv": 4, "d_ff": 24, "num_layers": 2, "num_heads": 4,
         "relative_attention_num_buckets": 32, "relative_attention_max_distance": 128,
         "layer_norm_epsilon": 1e-06}
        """
            .formatted(ids));
    T5Config config =
        T5Config.of(new ModelFolder(model.toString(), Fingerprint.of("any")).config());
    Map<String, TensorInfo> infos = new TreeMap<>();
    try (Network network =
        Network.build(
            NetworkOptions.DEFAULT,
            builder ->
                builder.output(
                    "hidden",
                    T5Network.encode(
                        builder.scope(),
                        config,
                        builder.input("ids", TInt32.class, -1, -1),
                        builder.input("mask", TFloat32.class, -1, -1))))) {
      network
          .parameterShapes()
          .forEach((name, shape) -> infos.put(name, new TensorInfo(DType.F32, shape)));
    }
    writeRandom(model.resolve("model.safetensors"), infos);
    return model;
  }

  private static void writeRandom(Path file, Map<String, TensorInfo> infos) {
    Random random = new Random(3);
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, infos, Map.of())) {
      infos.forEach(
          (name, info) -> {
            float[] values = new float[(int) info.shape().elements()];
            for (int i = 0; i < values.length; i++) {
              values[i] = (float) random.nextGaussian() * 0.2f;
            }
            writer.write(name, HostTensor.floats(info.shape(), values));
          });
      writer.commit();
    }
  }

  private static Path golden(String name) {
    String shared = System.getProperty("kinolake.shared", "");
    Path root = shared.isEmpty() ? Path.of("../../shared") : Path.of(shared);
    Path path = root.resolve("golden").resolve(name);
    assumeTrue(Files.exists(path), "Skipped: there is no shared golden/" + name);
    return path;
  }
}
