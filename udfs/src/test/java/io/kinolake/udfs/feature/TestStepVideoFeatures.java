package io.kinolake.udfs.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.models.device.ModelPool;
import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.networks.TextEncoder;
import io.kinolake.models.networks.stepvideo.StepVideoTree;
import io.kinolake.models.networks.stepvideo.TinyStepVideoTree;
import io.kinolake.models.networks.stepvideovae.StepVideoVae;
import io.kinolake.models.networks.vae.Posterior;
import io.kinolake.models.oip.ModelServer;
import io.kinolake.models.oip.ServedNetworks;
import io.kinolake.models.stored.StoredTensors;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorBytes;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.schemas.tables.LatentForm;
import io.kinolake.schemas.tables.TensorEncoding;
import io.kinolake.schemas.tables.TextForm;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ModelSettings;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.ServedModels;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StageWorker;
import io.kinolake.udfs.store.LocalMediaStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a clip's file to a shard and back, with Step-Video's models in their published folder. */
class TestStepVideoFeatures {
  private static final FrameSize PICTURE = new FrameSize(64, 32);
  private static final String CAPTION = "A dog runs on the beach";
  private static final int FRAMES = 50;

  @TempDir private Path folder;

  @Test
  void whatTheManifestFindsIsWhatTheNetworksMakeOfThePictures() throws IOException {
    StepVideoTree tree = tree();
    FeatureSet set =
        FeatureSet.stepVideoT2v(tree, 34, PICTURE).with(LatentForm.EXACT).with(TextForm.EXACT);
    Map<String, HostTensor> stored = extract(set).get(0);

    assertThat(stored)
        .containsOnlyKeys(
            FeatureTensors.LATENT_MEAN,
            FeatureTensors.LATENT_LOG_VARIANCE,
            FeatureTensors.TEXT,
            FeatureTensors.TEXT_CLIP,
            FeatureTensors.TEXT_CLIP_MASK);
    Posterior direct = encode(tree, pictures(set));
    assertThat(direct.mean().shape())
        .isEqualTo(Shape.of(6, TinyStepVideoTree.LATENT_CHANNELS, 2, 4));
    assertThat(stored.get(FeatureTensors.LATENT_MEAN)).isEqualTo(direct.mean().cast(DType.BF16));
    assertThat(stored.get(FeatureTensors.LATENT_LOG_VARIANCE))
        .isEqualTo(direct.logvar().cast(DType.BF16));
    int[] ids = tree.llm().openTokenizer().encode(CAPTION, 320).validIds();
    try (TextEncoder llm = tree.llm().load(NetworkOptions.DEFAULT)) {
      assertThat(stored.get(FeatureTensors.TEXT))
          .isEqualTo(llm.encode(List.of(ids)).of(0, ids.length).cast(DType.BF16));
    }
    int[] clipIds = tree.clip().openTokenizer().encode(CAPTION, 77).validIds();
    assertThat(clipIds).as("[CLS] a dog runs on the beach [SEP]").hasSize(8);
    try (TextEncoder clip = tree.clip().load(NetworkOptions.DEFAULT)) {
      assertThat(stored.get(FeatureTensors.TEXT_CLIP))
          .isEqualTo(clip.encode(List.of(clipIds), 77).of(0, 77).cast(DType.BF16));
    }
    assertThat(stored.get(FeatureTensors.TEXT_CLIP_MASK).toLongs())
        .hasSize(77)
        .startsWith(1, 1, 1, 1, 1, 1, 1, 1, 0)
        .endsWith(0);
  }

  @Test
  void theFirstPictureIsEncodedCleanAndOnceNoisyByTheClipsOwnNoise() throws IOException {
    StepVideoTree tree = tree();
    FeatureSet set =
        FeatureSet.stepVideoI2v(tree, 17, PICTURE).with(LatentForm.EXACT).with(TextForm.EXACT);
    Map<String, HostTensor> stored = extract(set).get(0);

    HostTensor first = TensorRows.slice(pictures(set), 0, 1);
    Posterior clean = encode(tree, first);
    assertThat(stored.get(FeatureTensors.IMAGE_MEAN)).isEqualTo(clean.mean().cast(DType.BF16));
    assertThat(stored.get(FeatureTensors.IMAGE_LOG_VARIANCE))
        .isEqualTo(clean.logvar().cast(DType.BF16));
    assertThat(stored.get(FeatureTensors.LATENT_MEAN).shape().dim(0)).isEqualTo(3);
    HostTensor noisy = stored.get(FeatureTensors.NOISY_IMAGE_MEAN);
    assertThat(noisy.shape()).isEqualTo(clean.mean().shape());
    assertThat(noisy).isNotEqualTo(stored.get(FeatureTensors.IMAGE_MEAN));
    assertThat(extract(set).get(0).get(FeatureTensors.NOISY_IMAGE_MEAN)).isEqualTo(noisy);
  }

  @Test
  void setsMadeTogetherAreAsMadeAlone() throws IOException {
    StepVideoTree tree = tree();
    FeatureSet t2v =
        FeatureSet.stepVideoT2v(tree, 34, PICTURE).with(LatentForm.EXACT).with(TextForm.EXACT);
    FeatureSet i2v =
        FeatureSet.stepVideoI2v(tree, 17, PICTURE).with(LatentForm.EXACT).with(TextForm.EXACT);
    List<Map<String, HostTensor>> together = extract(t2v, i2v);
    assertThat(together.get(0)).isEqualTo(extract(t2v).get(0));
    assertThat(together.get(1)).isEqualTo(extract(i2v).get(0));
  }

  @Test
  void quantisedLatentsAreThoseOfTheExactFormInFewerBytesAndAnotherPart() throws IOException {
    FeatureSet quantised = FeatureSet.stepVideoI2v(tree(), 34, PICTURE).with(TextForm.EXACT);
    FeatureSet exact = quantised.with(LatentForm.EXACT);
    Map<String, HostTensor> stored = extract(quantised).get(0);
    StoredTensors expected = StoredTensors.ofLatents(LatentForm.QUANTISED, extract(exact).get(0));

    assertThat(stored).isEqualTo(expected.tensors());
    assertThat(expected.encodings())
        .containsEntry(FeatureTensors.LATENT_MEAN, TensorEncoding.STEPS)
        .containsEntry(FeatureTensors.NOISY_IMAGE_LOG_VARIANCE, TensorEncoding.TILES);
    assertThat(stored.get(FeatureTensors.LATENT_MEAN).bytes().size())
        .as("a byte for each of 6 frames of 2x4")
        .isEqualTo(6L * TinyStepVideoTree.LATENT_CHANNELS * 2 * 4);
    assertThat(quantised.latentsFingerprint()).isNotEqualTo(exact.latentsFingerprint());
    assertThat(quantised.textFingerprint()).isEqualTo(exact.textFingerprint());
  }

  @Test
  void quantisedEmbeddingsAreAPartOfTheirOwnAndLeaveTheLatentsAlone() throws IOException {
    FeatureSet quantised = FeatureSet.stepVideoT2v(tree(), 34, PICTURE);
    FeatureSet exact = quantised.with(TextForm.EXACT);
    Map<String, HostTensor> stored = extract(quantised).get(0);
    Map<String, HostTensor> values = extract(exact).get(0);

    StoredTensors expected = StoredTensors.ofText(TextForm.QUANTISED, values);
    assertThat(expected.encodings())
        .containsOnlyKeys(FeatureTensors.TEXT, FeatureTensors.TEXT_CLIP)
        .containsValue(TensorEncoding.STEPS);
    assertThat(stored).isEqualTo(expected.tensors());
    assertThat(quantised.textFingerprint()).isNotEqualTo(exact.textFingerprint());
    assertThat(quantised.latentsFingerprint()).isEqualTo(exact.latentsFingerprint());
  }

  @Test
  void setsThatEmbedAlikeStoreTheEmbeddingsOnce() throws IOException {
    StepVideoTree tree = tree();
    FeatureSet t2v = FeatureSet.stepVideoT2v(tree, 34, PICTURE);
    FeatureSet i2v = FeatureSet.stepVideoI2v(tree, 17, PICTURE);
    FeatureSet otherForm = i2v.with(TextForm.EXACT);

    List<List<Feature.Place>> alike = textPlaces(t2v, i2v);
    assertThat(alike.get(1)).isNotEmpty().isEqualTo(alike.get(0));
    List<List<Feature.Place>> different = textPlaces(t2v, otherForm);
    assertThat(different.get(1)).isNotEmpty().doesNotContainAnyElementsOf(different.get(0));
  }

  @Test
  void servedModelsMakeTheSameSamples() throws IOException {
    StepVideoTree tree = tree();
    FeatureSet set =
        FeatureSet.stepVideoI2v(tree, 17, PICTURE).with(LatentForm.EXACT).with(TextForm.EXACT);
    Map<String, TensorModel> served = new TreeMap<>();
    for (String model : List.of("hunyuan_clip/clip_text_encoder", "step_llm", "vae")) {
      served.putAll(ServedNetworks.open(tree.folder().resolve(model), NetworkOptions.DEFAULT));
    }
    assertThat(served).containsOnlyKeys("bert", "step-llm", "stepvideo-vae-encode");
    try (ModelServer server = ServedModels.serve(served)) {
      ModelSettings engines = ServedModels.settings(server, served.keySet().toArray(String[]::new));
      assertThat(extract(engines, set)).isEqualTo(extract(set));
    }
  }

  @Test
  void aSetTravelsToExecutorsAndStaysTheSame() throws IOException, ClassNotFoundException {
    FeatureSet set =
        FeatureSet.stepVideoI2v(tree(), 17, PICTURE).with(LatentForm.EXACT).with(TextForm.EXACT);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(set);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      FeatureSet arrived = (FeatureSet) in.readObject();
      assertThat(arrived).isEqualTo(set);
      assertThat(arrived.latentsFingerprint()).isEqualTo(set.latentsFingerprint());
      assertThat(arrived.textFingerprint()).isEqualTo(set.textFingerprint());
    }
  }

  private StepVideoTree tree() throws IOException {
    Path models = folder.resolve("models");
    return StepVideoTree.of(
        TinyStepVideoTree.write(models),
        StepVideoTree.Part.HUNYUAN_CLIP,
        StepVideoTree.Part.STEP_LLM,
        StepVideoTree.Part.VAE);
  }

  private static Posterior encode(StepVideoTree tree, HostTensor video) {
    try (StepVideoVae vae = tree.vae().loadEncoder(NetworkOptions.DEFAULT)) {
      Posterior one = vae.encode(TensorRows.stack(List.of(video)));
      return new Posterior(TensorRows.row(one.mean(), 0), TensorRows.row(one.logvar(), 0));
    }
  }

  /** The sample's pictures, [frames, 3, height, width] in −1…1, read from the file once more. */
  private HostTensor pictures(FeatureSet set) {
    List<HostTensor> pictures = new ArrayList<>();
    ChosenFrames.read(
        clipFile(),
        DecodeOptions.DEFAULT,
        set.frames().indices(FRAMES, new Rational(25, 1)),
        frame -> pictures.add(tensor(set.pictures().apply(frame, PICTURE))));
    return TensorRows.stack(pictures);
  }

  private static HostTensor tensor(RgbImage picture) {
    int plane = picture.width() * picture.height();
    float[] values = new float[3 * plane];
    for (int i = 0; i < values.length; i++) {
      values[i] = (picture.pixels()[i % plane * 3 + i / plane] & 0xff) / 127.5f - 1;
    }
    return HostTensor.floats(Shape.of(3, picture.height(), picture.width()), values);
  }

  /** Runs the stage on one clip and reads every tensor of each set where the manifest says. */
  private List<Map<String, HostTensor>> extract(FeatureSet... sets) throws IOException {
    return extract(ModelSettings.ON_PROCESSOR, sets);
  }

  private List<Map<String, HostTensor>> extract(ModelSettings engines, FeatureSet... sets)
      throws IOException {
    List<Map<String, HostTensor>> tensors = new ArrayList<>();
    for (List<Feature> rows : rows(engines, sets)) {
      Map<String, HostTensor> ofSet = new TreeMap<>();
      for (Feature row : rows) {
        ofSet.put(row.tensor(), read(row.place()));
      }
      tensors.add(ofSet);
    }
    return tensors;
  }

  /** Where each set's embeddings lie. */
  private List<List<Feature.Place>> textPlaces(FeatureSet... sets) {
    return rows(ModelSettings.ON_PROCESSOR, sets).stream()
        .map(
            rows ->
                rows.stream()
                    .filter(row -> row.part().endsWith(".text"))
                    .map(Feature::place)
                    .toList())
        .toList();
  }

  /** The rows of each set for one clip. */
  private List<List<Feature>> rows(ModelSettings engines, FeatureSet... sets) {
    ExtractFeatures stage =
        new ExtractFeatures(
            new ExtractFeaturesSettings(List.of(sets), shards().toString(), 1 << 20));
    List<String> parts =
        Stream.of(sets).flatMap(set -> Stream.of(set.latentsPart(), set.textPart())).toList();
    try (ModelPool models = new ModelPool();
        StageWorker<ClipForFeatures, Feature> worker =
            stage.open(
                StageContext.of(new LocalMediaStore(), models, engines, folder.resolve("logs")))) {
      Map<String, Outcome<Feature>> outcomes =
          worker.process(List.of(new Item<>("a", parts, List.of(clip())))).get(0).outcomes();
      List<List<Feature>> rows = new ArrayList<>();
      for (FeatureSet set : sets) {
        List<Feature> ofSet = new ArrayList<>();
        for (String part : List.of(set.latentsPart(), set.textPart())) {
          assertThat(outcomes.get(part)).isInstanceOf(Outcome.Produced.class);
          ofSet.addAll(((Outcome.Produced<Feature>) outcomes.get(part)).rows());
        }
        assertThat(ofSet).allMatch(row -> row.featureSet().equals(set.name()));
        rows.add(ofSet);
      }
      return rows;
    }
  }

  /** As a reader without this library would: bytes at an offset, a type and a shape. */
  private HostTensor read(Feature.Place place) throws IOException {
    byte[] bytes = new byte[(int) place.sizeBytes()];
    try (RandomAccessFile file =
        new RandomAccessFile(shards().resolve(place.shard()).toFile(), "r")) {
      file.seek(place.offsetBytes());
      file.readFully(bytes);
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    assertThat(crc.getValue()).isEqualTo(place.crc32c());
    return new HostTensor(
        DType.valueOf(place.dtype()), new Shape(place.shape()), TensorBytes.wrap(bytes));
  }

  private Path shards() {
    return folder.resolve("shards");
  }

  private Path clipFile() {
    return folder.resolve("a.mp4");
  }

  private ClipForFeatures clip() {
    FrameSize size = new FrameSize(160, 90);
    Rational rate = new Rational(25, 1);
    NumberedVideo.constant(VideoSettings.mp4(size, rate), FRAMES).write(clipFile());
    Clip clip =
        new Clip(
            new ClipId("a"),
            VideoId.of("a"),
            0,
            0,
            "a.mp4",
            clipFile().toString(),
            Optional.of(clipFile().toString()),
            CutMode.ENCODE,
            new FrameRange(0, FRAMES),
            new TimeRange(0, FRAMES * 40_000L),
            new Clip.Content(FRAMES, rate, size, 1));
    return new ClipForFeatures(clip, "v1", CAPTION, "signals", Map.of());
  }
}
