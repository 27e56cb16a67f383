package io.kinolake.jobs.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.spark.HadoopPaths;
import io.kinolake.udfs.store.Location;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Reads the samples of WebDataset's tar files: entries that follow one another and are called alike
 * up to the first dot are one sample. {@code txt} is its caption, {@code json} what is told of it,
 * {@code TENSOR.npy} a tensor; other entries are passed over. One sample is in memory at a time,
 * beside those that a shard waits for. Runs on executors.
 */
final class TarSampleReader extends SampleReader {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CAPTION = "txt";
  private static final String FACTS = "json";
  private static final String TENSOR = ".npy";

  /** No tensor of a sample has more bytes, nor its facts: 1 GiB. */
  private static final long MOST_BYTES = 1L << 30;

  private final Location folder;

  /**
   * @param folder where the tar files are
   * @param shards where shards lie
   */
  TarSampleReader(Location folder, String shards, Configuration hadoop) {
    super(shards, hadoop);
    this.folder = folder;
  }

  /** Takes the samples of one file; what follows damage is lost, and a row tells so. */
  @Override
  void take(String name, SampleIntake intake) {
    Path path = HadoopPaths.of(folder.resolve(name));
    Entries entries = new Entries(folder.resolve(name).text(), intake);
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new BufferedInputStream(path.getFileSystem(hadoop()).open(path)))) {
      TarArchiveEntry entry = tar.getNextEntry();
      while (entry != null) {
        if (entry.isFile()) {
          entries.take(entry, tar);
        }
        entry = tar.getNextEntry();
      }
      entries.endSample();
    } catch (IOException e) {
      intake.fail(
          SampleImporter.brokenPiece(folder.text(), name),
          new KinolakeException(
              FailureCode.CORRUPT,
              "'%s' cannot be read behind its sample '%s': %s. Export the samples again."
                  .formatted(folder.resolve(name), entries.key, e.getMessage()),
              e));
    }
  }

  /** The entries of the sample that is being read. */
  private static final class Entries {
    private final String tar;
    private final SampleIntake intake;
    private final Map<String, byte[]> contents = new TreeMap<>();
    private String key = "";

    Entries(String tar, SampleIntake intake) {
      this.tar = tar;
      this.intake = intake;
    }

    void take(TarArchiveEntry entry, TarArchiveInputStream content) throws IOException {
      int dot = entry.getName().indexOf('.', entry.getName().lastIndexOf('/') + 1);
      if (dot < 0) {
        return;
      }
      String sample = entry.getName().substring(0, dot);
      if (!sample.equals(key)) {
        endSample();
        key = sample;
      }
      String kind = entry.getName().substring(dot + 1);
      if (Set.of(CAPTION, FACTS).contains(kind) || kind.endsWith(TENSOR)) {
        if (entry.getSize() > MOST_BYTES) {
          throw new IOException("'%s' has %,d bytes".formatted(entry.getName(), entry.getSize()));
        }
        contents.put(kind, content.readAllBytes());
      }
    }

    /** Hands over what was read, if it is a sample. */
    void endSample() {
      if (contents.keySet().stream().anyMatch(kind -> kind.endsWith(TENSOR))) {
        String place = tar + "/" + key;
        SampleIntake.About about = new SampleIntake.About(place, "", MissingNode.getInstance());
        try {
          JsonNode facts = facts();
          about = new SampleIntake.About(place, caption(facts), facts);
          intake.add(about, digest(), tensors());
        } catch (KinolakeException e) {
          intake.fail(about.clip(), e);
        }
      }
      contents.clear();
    }

    private String caption(JsonNode facts) {
      byte[] caption = contents.get(CAPTION);
      return caption != null ? new String(caption, UTF_8) : TorchSampleReader.caption(facts);
    }

    private JsonNode facts() {
      byte[] json = contents.getOrDefault(FACTS, "{}".getBytes(UTF_8));
      try {
        return JSON.readTree(json);
      } catch (IOException e) {
        throw new KinolakeException(
            FailureCode.CORRUPT,
            "'%s.json' in '%s' is no JSON: %s. Export the samples again."
                .formatted(key, tar, e.getMessage()),
            e);
      }
    }

    private Map<String, HostTensor> tensors() {
      Map<String, HostTensor> tensors = new TreeMap<>();
      contents.forEach(
          (kind, content) -> {
            if (kind.endsWith(TENSOR)) {
              String name = kind.substring(0, kind.length() - TENSOR.length());
              tensors.put(name, NpyFile.read("%s.%s in %s".formatted(key, kind, tar), content));
            }
          });
      return SampleTensors.checked("'%s' in '%s'".formatted(key, tar), tensors);
    }

    private Fingerprint digest() {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        contents.forEach(
            (kind, content) -> {
              if (kind.endsWith(TENSOR)) {
                digest.update(kind.getBytes(UTF_8));
                digest.update(content);
              }
            });
        return Fingerprint.of(HexFormat.of().formatHex(digest.digest()));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Every Java platform has SHA-256", e);
      }
    }
  }
}
