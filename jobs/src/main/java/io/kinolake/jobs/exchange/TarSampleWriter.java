package io.kinolake.jobs.exchange;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.udfs.spark.HadoopPaths;
import io.kinolake.udfs.store.Location;
import io.kinolake.udfs.store.MediaStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;

/**
 * Writes samples into tar files as WebDataset reads them: of each sample {@code KEY.txt}, the
 * caption, {@code KEY.json}, what is told of it, and {@code KEY.TENSOR.npy} for each tensor. A file
 * ends with the sample that exceeds its size.
 */
final class TarSampleWriter extends StoredSampleWriter {
  private static final long serialVersionUID = 1L;

  private final Location folder;
  private final long mostBytes;

  /**
   * @param mostBytes a file ends with the sample that exceeds it
   */
  TarSampleWriter(
      String shards, Configuration hadoop, List<String> columns, Location folder, long mostBytes) {
    super(shards, hadoop, columns);
    this.folder = folder;
    this.mostBytes = mostBytes;
  }

  @Override
  Target open(MediaStore store, Configuration hadoop) {
    return new Tars(hadoop, TaskContext.getPartitionId());
  }

  private final class Tars implements Target {
    private final Configuration hadoop;
    private final int partition;
    private Optional<TarArchiveOutputStream> tar = Optional.empty();
    private String name = "";
    private int tars;

    Tars(Configuration hadoop, int partition) {
      this.hadoop = hadoop;
      this.partition = partition;
    }

    @Override
    public String write(StoredSample sample, ShardReader reader, Map<String, Object> line)
        throws IOException {
      if (tar.isEmpty()) {
        name = "%05d-%05d.tar".formatted(partition, tars++);
        tar = Optional.of(begin(name));
      }
      TarArchiveOutputStream out = tar.get();
      line.put("file", sample.name());
      add(out, sample.name() + ".txt", sample.caption().getBytes(StandardCharsets.UTF_8));
      add(out, sample.name() + ".json", RowLine.json(line).getBytes(StandardCharsets.UTF_8));
      for (Map.Entry<String, HostTensor> tensor : reader.read(sample).entrySet()) {
        String entry = sample.name() + "." + tensor.getKey() + ".npy";
        add(out, entry, NpyFile.bytes(tensor.getValue()));
      }
      if (out.getBytesWritten() >= mostBytes) {
        close();
      }
      return name;
    }

    private TarArchiveOutputStream begin(String file) throws IOException {
      TarArchiveOutputStream out =
          new TarArchiveOutputStream(
              new BufferedOutputStream(create(folder.resolve(file))),
              StandardCharsets.UTF_8.name());
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      return out;
    }

    private OutputStream create(Location file) throws IOException {
      if (file.isLocal()) {
        return Files.newOutputStream(file.path());
      }
      Path path = HadoopPaths.of(file);
      return path.getFileSystem(hadoop).create(path, true);
    }

    @Override
    public void close() throws IOException {
      if (tar.isPresent()) {
        TarArchiveOutputStream out = tar.get();
        tar = Optional.empty();
        out.close();
      }
    }
  }

  /** The time of an entry is always the same, so that the same samples give the same file. */
  private static void add(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    entry.setModTime(0);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }
}
