package io.kinolake.jobs.exchange;

import io.kinolake.models.weights.TorchWriter;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.udfs.store.Location;
import io.kinolake.udfs.store.MediaStore;
import io.kinolake.udfs.store.PendingFile;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Writes {@code features/NAME.pt} for each sample; see {@link TorchSample}. */
final class TorchSampleWriter extends StoredSampleWriter {
  static final String FOLDER = "features";

  private static final long serialVersionUID = 1L;

  private final Location folder;
  private final int tokens;

  /**
   * @param folder where {@link #FOLDER} is
   * @param tokens length of the first embedding
   */
  TorchSampleWriter(
      String shards, Configuration hadoop, List<String> columns, Location folder, int tokens) {
    super(shards, hadoop, columns);
    this.folder = folder;
    this.tokens = tokens;
  }

  @Override
  Target open(MediaStore store, Configuration hadoop) {
    return new Target() {
      @Override
      public String write(StoredSample sample, ShardReader reader, Map<String, Object> line) {
        String name = FOLDER + "/" + sample.name() + ".pt";
        try (PendingFile file = store.create(folder.resolve(name).text())) {
          TorchWriter.write(file.path(), TorchSample.of(reader.read(sample), tokens, seed(sample)));
          file.commit();
        }
        return name;
      }

      @Override
      public void close() {}
    };
  }

  private static long seed(StoredSample sample) {
    return Long.parseLong(Fingerprint.of("latent", sample.clip()).value().substring(0, 8), 16);
  }
}
