package io.kinolake.jobs.tables;

import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The data files of one version of an unpartitioned table, as Spark's file scans ask for them.
 *
 * @param root the table's folder
 */
record TableFiles(Path root, List<FileStatus> files) implements FileIndex {
  TableFiles {
    files = List.copyOf(files);
  }

  @Override
  public Seq<Path> rootPaths() {
    return seq(List.of(root));
  }

  @Override
  public Seq<PartitionDirectory> listFiles(
      Seq<Expression> partitionFilters, Seq<Expression> dataFilters) {
    return seq(
        List.of(PartitionDirectory.apply(InternalRow.empty(), files.toArray(FileStatus[]::new))));
  }

  @Override
  public String[] inputFiles() {
    return files.stream().map(file -> file.getPath().toString()).toArray(String[]::new);
  }

  /** Does nothing: a version never changes. */
  @Override
  public void refresh() {}

  @Override
  public long sizeInBytes() {
    return files.stream().mapToLong(FileStatus::getLen).sum();
  }

  @Override
  public StructType partitionSchema() {
    return new StructType();
  }

  /** For plans, which print it: the files' number, not their names. */
  @Override
  public String toString() {
    return "%d files of %s".formatted(files.size(), root);
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }
}
