package io.kinolake.jobs.list;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.regexp_replace;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.udfs.caption.SidecarCaptioner;
import io.kinolake.udfs.spark.HadoopPaths;
import io.kinolake.udfs.store.Location;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Caption files beside the clips that were written, so that an edited one is noticed. Looks for
 * them once, when first asked: costs a listing of all that lies below the folder of the clips.
 * Thread-safe.
 */
public final class ClipCaptions {
  /** Column: changes when a caption beside the clip may have changed; null where there is none. */
  public static final String DIGEST = "_captions";

  private static final String STEM = "_stem";

  private final Location folder;
  private Map<String, Fingerprint> found; // by the clip's place without extension; null before

  /**
   * @param folder where clips are written
   */
  public ClipCaptions(String folder) {
    this.folder = Location.of(folder);
  }

  /** Changes with every caption file; nothing where there are none. */
  public Optional<Fingerprint> state(SparkSession spark) {
    Map<String, Fingerprint> captions = captions(spark);
    return captions.isEmpty() ? Optional.empty() : Optional.of(Fingerprint.of(captions));
  }

  /**
   * Rows of clips with {@link #DIGEST}.
   *
   * @param uri the column that says where a clip lies
   */
  public Dataset<Row> joined(Dataset<Row> clips, Column<String> uri) {
    List<Row> rows =
        captions(clips.sparkSession()).entrySet().stream()
            .map(entry -> RowFactory.create(entry.getKey(), entry.getValue().value()))
            .toList();
    StructType schema = new StructType().add(STEM, "string").add(DIGEST, "string");
    Dataset<Row> digests = clips.sparkSession().createDataFrame(rows, schema);
    return clips
        .withColumn(STEM, regexp_replace(col(uri.name()), "(?<=[^/])\\.[^./]*$", ""))
        .join(digests, new String[] {STEM}, "left")
        .drop(STEM);
  }

  private synchronized Map<String, Fingerprint> captions(SparkSession spark) {
    if (found == null) {
      Map<String, Fingerprint> captions = new TreeMap<>();
      try {
        if (folder.isLocal()) {
          walk(folder.path(), captions);
        } else {
          walk(HadoopPaths.of(folder), spark, captions);
        }
      } catch (FileNotFoundException e) {
        captions.clear(); // nothing was written yet
      } catch (IOException e) {
        throw new UncheckedIOException("while trying to look for captions in " + folder, e);
      }
      found = captions;
    }
    return found;
  }

  private static void walk(java.nio.file.Path root, Map<String, Fingerprint> captions)
      throws IOException {
    Files.walkFileTree(
        root,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(java.nio.file.Path file, BasicFileAttributes state) {
            if (SidecarCaptioner.isCaptionFile(file.toString())) {
              add(captions, file.toString(), state.size(), state.lastModifiedTime());
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(java.nio.file.Path file, IOException cause) {
            return FileVisitResult.CONTINUE; // what cannot be read, the captioner tells
          }
        });
  }

  private static void walk(Path root, SparkSession spark, Map<String, Fingerprint> captions)
      throws IOException {
    RemoteIterator<LocatedFileStatus> files =
        root.getFileSystem(spark.sessionState().newHadoopConf()).listFiles(root, true);
    while (files.hasNext()) {
      LocatedFileStatus file = files.next();
      if (SidecarCaptioner.isCaptionFile(file.getPath().getName())) {
        String place = HadoopPaths.locationOf(file.getPath()).text();
        add(captions, place, file.getLen(), CaptionFiles.changeOf(file));
      }
    }
  }

  /** Both a text and a JSON file may lie beside a clip. */
  private static void add(
      Map<String, Fingerprint> captions, String place, long bytes, Object change) {
    captions.merge(
        SidecarCaptioner.stemOf(place), Fingerprint.of(place, bytes, change), ClipCaptions::ofBoth);
  }

  private static Fingerprint ofBoth(Fingerprint one, Fingerprint other) {
    return one.value().compareTo(other.value()) < 0
        ? Fingerprint.of(one, other)
        : Fingerprint.of(other, one);
  }
}
