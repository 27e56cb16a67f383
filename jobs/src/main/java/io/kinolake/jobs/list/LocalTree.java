package io.kinolake.jobs.list;

import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Walks a folder of this machine; symbolic links are followed, loops are not. */
final class LocalTree {
  private final Predicate<String> wanted;

  /**
   * @param wanted whether a file is a source, by its name
   */
  LocalTree(Predicate<String> wanted) {
    this.wanted = wanted;
  }

  List<ListedFile> list(Path root) {
    Collector collector = new Collector(root);
    try {
      Files.walkFileTree(
          root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, collector);
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to list " + root, e);
    }
    return collector.files;
  }

  /** The file itself, or a failed entry. */
  static ListedFile entry(Path file, String relativePath) {
    try {
      return entry(file, relativePath, Files.readAttributes(file, BasicFileAttributes.class));
    } catch (IOException e) {
      return failed(file, relativePath, e);
    }
  }

  private static ListedFile entry(Path file, String relativePath, BasicFileAttributes attributes) {
    return ListedFile.found(
        file.toString(),
        relativePath,
        attributes.size(),
        attributes.lastModifiedTime().to(TimeUnit.MICROSECONDS),
        Optional.empty());
  }

  private static ListedFile failed(Path file, String relativePath, IOException cause) {
    boolean there = Files.exists(file);
    String message =
        there
            ? "'" + file + "' cannot be read. Check its permissions."
            : "There is no file '" + file + "'. Remove it from the list, or bring it back.";
    FailureCode code = there ? FailureCode.NOT_READABLE : FailureCode.NOT_FOUND;
    String detail = cause.getClass().getSimpleName();
    return ListedFile.failed(
        file.toString(), relativePath, new Failure(code, message + " (" + detail + ")"));
  }

  private final class Collector extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<ListedFile> files = new ArrayList<>();

    Collector(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (wanted.test(file.getFileName().toString())) {
        files.add(entry(file, relative(file), attributes));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) {
      boolean loop = cause instanceof FileSystemLoopException;
      boolean matters = Files.isDirectory(file) || wanted.test(file.getFileName().toString());
      if (!loop && matters) {
        files.add(failed(file, relative(file), cause));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException cause) {
      if (cause != null) {
        files.add(failed(folder, relative(folder), cause));
      }
      return FileVisitResult.CONTINUE;
    }

    private String relative(Path file) {
      return root.relativize(file).toString().replace('\\', '/');
    }
  }
}
