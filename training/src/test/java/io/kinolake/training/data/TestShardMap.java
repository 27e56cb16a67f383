package io.kinolake.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.stored.StoredTensors;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.schemas.tables.LatentForm;
import io.kinolake.training.data.ShardMap.Checksums;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestShardMap {
  private static final String BUCKET = "2x3x4";

  @TempDir private Path folder;
  private TrainingData data;

  @BeforeEach
  void writeSamples() throws IOException {
    WrittenWarehouse warehouse = new WrittenWarehouse(folder);
    warehouse.addSamples(BUCKET, "a", "bb");
    warehouse.addSamples(BUCKET, "ccc");
    data = warehouse.open();
  }

  @Test
  void readsWhatWasWritten() {
    for (Checksums checksums : Checksums.values()) {
      try (ShardMap shards = ShardMap.of(data, checksums)) {
        for (TrainingSample sample : data.samples()) {
          assertWhole(sample, shards.read(sample));
          assertWhole(sample, shards.read(sample));
        }
      }
    }
  }

  @Test
  void tensorsAreNotCopiedAndOutliveTheMap() {
    TrainingSample sample = data.samples().get(1);
    StoredTensors tensors;
    try (ShardMap shards = ShardMap.of(data, Checksums.FIRST_READ)) {
      tensors = shards.read(sample);
      assertThat(tensors.tensors().values())
          .allSatisfy(tensor -> assertThat(tensor.bytes().pieces().get(0).isDirect()).isTrue());
    }
    assertWhole(sample, tensors);
  }

  @Test
  void holdsNoMoreShardsThanItIsTold() {
    try (ShardMap shards = new ShardMap(folder.resolve("shards"), Checksums.FIRST_READ, 1)) {
      for (int round = 0; round < 3; round++) {
        for (TrainingSample sample : data.samples()) {
          assertWhole(sample, shards.read(sample));
          assertThat(shards.held()).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void manyThreadsReadTheSame() throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (ShardMap shards = new ShardMap(folder.resolve("shards"), Checksums.FIRST_READ, 2)) {
      List<Future<?>> reads = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        TrainingSample sample = data.samples().get(i % data.samples().size());
        reads.add(threads.submit(() -> assertWhole(sample, shards.read(sample))));
      }
      for (Future<?> read : reads) {
        read.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aChangedByteIsAnErrorEachTime() throws IOException {
    TrainingSample sample = data.samples().get(1);
    Feature.Place place = sample.tensors().get("latent_logvar");
    flip(shard(place), place.offsetBytes() + place.sizeBytes() - 1);
    try (ShardMap shards = ShardMap.of(data, Checksums.FIRST_READ)) {
      for (int attempt = 0; attempt < 2; attempt++) {
        assertRefused(
            FailureCode.CORRUPT,
            () -> shards.read(sample),
            "Tensor 'latent_logvar' of clip 'bb' cannot be read from shard '"
                + place.shard()
                + "': its bytes have the checksum");
      }
      TrainingSample neighbour = data.samples().get(0);
      assertWhole(neighbour, shards.read(neighbour));
    }
  }

  @Test
  void checksumsAreComparedOnTheFirstReadOnlyOrNever() throws IOException {
    TrainingSample sample = data.samples().get(1);
    Feature.Place place = sample.tensors().get("text");
    try (ShardMap once = ShardMap.of(data, Checksums.FIRST_READ);
        ShardMap never = ShardMap.of(data, Checksums.NEVER)) {
      once.read(sample);
      flip(shard(place), place.offsetBytes());

      assertThat(once.read(sample)).isEqualTo(never.read(sample));
    }
  }

  @Test
  void aShardThatIsCutShortIsAnError() throws IOException {
    Feature.Place place = data.samples().get(1).tensors().get("text");
    try (FileChannel file = FileChannel.open(shard(place), StandardOpenOption.WRITE)) {
      file.truncate(file.size() - 1);
    }
    try (ShardMap shards = ShardMap.of(data, Checksums.NEVER)) {
      assertRefused(
          FailureCode.TRUNCATED,
          () -> shards.read(data.samples().get(1)),
          "Tensor 'text' of clip 'bb' cannot be read from shard '%s': it takes the bytes from %d to %d, the file has %d"
              .formatted(
                  place.shard(),
                  place.offsetBytes(),
                  place.offsetBytes() + place.sizeBytes(),
                  place.offsetBytes() + place.sizeBytes() - 1));
    }
  }

  @Test
  void aShardThatIsGoneIsAnError() throws IOException {
    Files.delete(shard(data.samples().get(0).tensors().get("text")));
    try (ShardMap shards = ShardMap.of(data, Checksums.FIRST_READ)) {
      assertRefused(
          FailureCode.NOT_FOUND,
          () -> shards.read(data.samples().get(0)),
          "Tensor 'text' of clip 'a'");
    }
  }

  @Test
  void aManifestThatContradictsItselfIsAnError() {
    Feature.Place place = data.samples().get(0).tensors().get("text");
    List<Feature.Place> wrong =
        List.of(
            place(place, place.shard(), place.offsetBytes(), "BF17", place.shape()),
            place(place, place.shard(), place.offsetBytes(), "BF16", List.of(3L)),
            place(place, place.shard(), place.offsetBytes(), "BF16", List.of(-1L)),
            place(place, "../features/x", place.offsetBytes(), "BF16", place.shape()),
            place(place, place.shard(), -1, "BF16", place.shape()),
            place(place, place.shard(), Long.MAX_VALUE, "BF16", place.shape()));
    try (ShardMap shards = ShardMap.of(data, Checksums.NEVER)) {
      for (Feature.Place each : wrong) {
        assertThatThrownBy(() -> shards.read(sample(each)))
            .isInstanceOf(KinolakeException.class)
            .hasMessageContaining("Tensor 'text' of clip 'a' cannot be read from shard");
      }
    }
  }

  @Test
  void readsAShardThatIsLargerThanABuffer() throws IOException {
    HostTensor tensor = WrittenWarehouse.tensor(Shape.of(50, 8), 1);
    long offset = (1L << 31) + 64;
    Path file = folder.resolve("shards/large.safetensors");
    try (FileChannel sparse =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = tensor.bytes().pieces().get(0);
      sparse.write(bytes, offset);
    }
    Feature.Place place =
        new Feature.Place(
            "large.safetensors",
            "t",
            offset,
            tensor.bytes().size(),
            "BF16",
            List.of(50L, 8L),
            WrittenWarehouse.crc32c(tensor));
    try (ShardMap shards = ShardMap.of(data, Checksums.FIRST_READ)) {
      assertThat(shards.read(sample(place)).values()).containsEntry("text", tensor);
    }
  }

  @Test
  void quantisedLatentsAreReadAsValues() throws IOException {
    Shape shape = Shape.of(2, 4, 3, 4);
    Map<String, HostTensor> exact =
        Map.of(
            "latent_mean", WrittenWarehouse.tensor(shape, 1),
            "latent_logvar", WrittenWarehouse.tensor(shape, 2));
    StoredTensors stored = StoredTensors.ofLatents(LatentForm.QUANTISED, exact);
    WrittenWarehouse warehouse = new WrittenWarehouse(folder.resolve("quantised"));
    warehouse.appendFeatures(warehouse.latents(BUCKET, "a", stored));
    warehouse.appendFeatures(warehouse.texts("a"));
    TrainingData quantised = warehouse.open();
    try (ShardMap shards = ShardMap.of(quantised, Checksums.FIRST_READ)) {
      StoredTensors read = shards.read(quantised.samples().get(0));
      assertThat(read.names()).containsExactly("latent_logvar", "latent_mean", "text");
      assertThat(read.values()).containsAllEntriesOf(stored.values());
    }
  }

  @Test
  void isNotReadAfterItWasClosed() {
    ShardMap shards = ShardMap.of(data, Checksums.FIRST_READ);
    shards.close();
    assertThatThrownBy(() -> shards.read(data.samples().get(0)))
        .isInstanceOf(IllegalStateException.class);
  }

  private TrainingSample sample(Feature.Place text) {
    TrainingSample sample = data.samples().get(0);
    return new TrainingSample(
        sample.clip(),
        BUCKET,
        sample.caption(),
        sample.latents(),
        sample.text(),
        new TreeMap<>(Map.of("text", text)));
  }

  private static Feature.Place place(
      Feature.Place place, String shard, long offset, String dtype, List<Long> shape) {
    return new Feature.Place(
        shard, place.name(), offset, place.sizeBytes(), dtype, shape, place.crc32c());
  }

  private Path shard(Feature.Place place) {
    return folder.resolve("shards").resolve(place.shard());
  }

  private static void flip(Path file, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      channel.write(ByteBuffer.wrap(new byte[] {(byte) ~one.get(0)}), at);
    }
  }

  private static void assertWhole(TrainingSample sample, StoredTensors tensors) {
    String clip = sample.clip().value();
    Shape latents = Shape.of(2, 4, 3, 4);
    assertThat(tensors.values())
        .isEqualTo(
            Map.of(
                "latent_mean", WrittenWarehouse.tensor(latents, clip.hashCode()),
                "latent_logvar", WrittenWarehouse.tensor(latents, ~clip.hashCode()),
                "text", WrittenWarehouse.tensor(Shape.of(clip.length(), 8), clip.hashCode())));
  }

  private static void assertRefused(FailureCode code, ThrowingCallable call, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KinolakeException.class, e -> assertThat(e.failure().code()).isEqualTo(code))
        .hasMessageContaining(words);
  }
}
