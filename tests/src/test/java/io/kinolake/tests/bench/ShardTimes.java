package io.kinolake.tests.bench;

import io.kinolake.models.stored.StoredTensors;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.schemas.tables.LatentForm;
import io.kinolake.training.data.BatchSource;
import io.kinolake.training.data.ShardMap;
import io.kinolake.training.data.TrainingSample;
import io.kinolake.udfs.feature.FeatureTensors;
import io.kinolake.udfs.feature.Sample;
import io.kinolake.udfs.feature.SamplePart;
import io.kinolake.udfs.feature.ShardWriter;
import io.kinolake.udfs.store.LocalMediaStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads samples of Step-Video's size from shards whose pages were put out of memory, and the same
 * files from end to end, in turns. Samples are read in a random order by as many threads as in
 * training, and compared with their checksums; and once more so, with means and deviations decoded
 * to floats. Prints the bytes of the files, the number of samples and the least seconds of each
 * way.
 */
final class ShardTimes {
  private static final Shape LATENTS = Shape.of(24, 64, 34, 62);
  private static final int SHARDS = 12;
  private static final long SHARD_BYTES = 64L << 20;
  private static final int PIECE = 8 << 20;

  private ShardTimes() {}

  /** Arguments: an empty folder, a {@link LatentForm} and how often to read. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    Path shards = Path.of(arguments[0], "shards");
    List<TrainingSample> samples = write(shards, LatentForm.valueOf(arguments[1]));
    List<Path> files = files(shards);
    for (Path file : files) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true); // pages that wait to be written cannot be put out of memory
      }
    }
    double disk = Double.MAX_VALUE;
    double reader = Double.MAX_VALUE;
    double decoded = Double.MAX_VALUE;
    for (int run = 0; run < Integer.parseInt(arguments[2]); run++) {
      Collections.shuffle(samples, new Random(run));
      forget(files);
      long start = System.nanoTime();
      readSamples(shards, samples, sample -> {});
      reader = Math.min(reader, (System.nanoTime() - start) / 1e9);
      forget(files);
      start = System.nanoTime();
      readSamples(shards, samples, ShardTimes::decode);
      decoded = Math.min(decoded, (System.nanoTime() - start) / 1e9);
      forget(files);
      start = System.nanoTime();
      readAll(files);
      disk = Math.min(disk, (System.nanoTime() - start) / 1e9);
    }
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    System.out.println("bytes " + bytes);
    System.out.println("samples " + samples.size());
    System.out.println("disk " + disk);
    System.out.println("reader " + reader);
    System.out.println("decoded " + decoded);
  }

  private static void decode(StoredTensors sample) {
    float[] means = sample.floats(FeatureTensors.LATENT_MEAN);
    if (sample.deviations(FeatureTensors.LATENT_LOG_VARIANCE).length != means.length) {
      throw new IllegalStateException("There are not as many deviations as means");
    }
  }

  private static void readSamples(
      Path shards, List<TrainingSample> samples, Consumer<StoredTensors> use)
      throws InterruptedException, ExecutionException {
    ExecutorService readers = Executors.newFixedThreadPool(BatchSource.Prefetch.DEFAULT.threads());
    try (ShardMap map = new ShardMap(shards, ShardMap.Checksums.FIRST_READ, SHARDS)) {
      List<Future<?>> reads = new ArrayList<>();
      samples.forEach(sample -> reads.add(readers.submit(() -> use.accept(map.read(sample)))));
      for (Future<?> read : reads) {
        read.get();
      }
    } finally {
      readers.shutdown();
    }
  }

  private static List<TrainingSample> write(Path folder, LatentForm form) {
    Random random = new Random(1);
    SamplePart part = new SamplePart("bench", "bench.latents");
    List<TrainingSample> samples = new ArrayList<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      List<Sample> held = new ArrayList<>();
      long bytes = 0;
      while (bytes < SHARD_BYTES) {
        StoredTensors stored = StoredTensors.ofLatents(form, latents(random));
        String clip = "clip%02d%03d".formatted(shard, held.size());
        Sample sample = new Sample(clip, "b", stored.tensors(), stored.encodings(), lineage());
        held.add(sample);
        bytes += sample.bytes();
      }
      new ShardWriter(new LocalMediaStore(), folder.toString(), part)
          .write(held)
          .forEach((clip, rows) -> samples.add(sample(clip, rows)));
    }
    return samples;
  }

  private static Map<String, HostTensor> latents(Random random) {
    float[] mean = new float[Math.toIntExact(LATENTS.elements())];
    float[] logVariance = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = random.nextFloat();
      logVariance[i] = -10 + mean[i];
    }
    return Map.of(
        FeatureTensors.LATENT_MEAN, HostTensor.rounded(DType.BF16, LATENTS, mean),
        FeatureTensors.LATENT_LOG_VARIANCE, HostTensor.rounded(DType.BF16, LATENTS, logVariance));
  }

  private static TrainingSample sample(String clip, List<Feature> rows) {
    TreeMap<String, Feature.Place> places = new TreeMap<>();
    rows.forEach(row -> places.put(row.tensor(), row.place()));
    return new TrainingSample(new ClipId(clip), "b", "", lineage(), lineage(), places);
  }

  private static Feature.Lineage lineage() {
    return new Feature.Lineage(
        new VideoId("v"),
        "/v.mp4",
        "1",
        new TimeRange(0, 1),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        "model");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Puts the pages of files out of memory, which Java has no call for. */
  private static void forget(List<Path> files) throws IOException, InterruptedException {
    System.gc(); // pages of a mapping stay
    for (Path file : files) {
      new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
  }

  private static void readAll(List<Path> files) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE);
    for (Path file : files) {
      try (FileChannel channel = FileChannel.open(file)) {
        while (channel.read(buffer.clear()) >= 0) {
          // what was read is not looked at
        }
      }
    }
  }
}
