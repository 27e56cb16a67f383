package io.kinolake.training.sample;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Prompts as people keep them: a text file in UTF-8 with one in a line, or the only prompt itself.
 * Lines are stripped.
 */
public final class PromptFile {
  private PromptFile() {}

  /** What a line without text means. */
  public enum BlankLines {
    /** A mistake. */
    REFUSED,
    /** An empty prompt, as the guides' samplers take it. */
    PROMPTS
  }

  /**
   * Reads prompts.
   *
   * @param prompts path of a file, else the only prompt
   * @param images path of a picture, or of a text file ({@code .txt}, {@code .lst}) that names one
   *     in a line, seen from the working directory; as many as there are prompts
   * @throws KinolakeException BAD_ARGUMENT for blank lines, no prompts, other numbers of prompts
   *     and pictures, or pictures that are not there
   */
  public static List<Prompt> read(String prompts, Optional<String> images, BlankLines blank) {
    List<String> texts =
        file(prompts).map(path -> lines(path, blank)).orElseGet(() -> List.of(prompts.strip()));
    if (texts.isEmpty() || (blank == BlankLines.REFUSED && texts.get(0).isEmpty())) {
      throw refused("'%s' holds no prompt. Write one in a line.".formatted(prompts));
    }
    if (images.isEmpty()) {
      return texts.stream().map(text -> new Prompt(text, Optional.empty())).toList();
    }
    List<Path> pictures = pictures(images.get());
    if (pictures.size() != texts.size()) {
      throw refused(
          "There are %d prompts in '%s' and %d pictures in '%s'; each prompt takes the picture of the same line."
              .formatted(texts.size(), prompts, pictures.size(), images.get()));
    }
    List<Prompt> paired = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      paired.add(new Prompt(texts.get(i), Optional.of(pictures.get(i))));
    }
    return List.copyOf(paired);
  }

  private static List<Path> pictures(String images) {
    String lower = images.toLowerCase(Locale.ROOT);
    boolean list = lower.endsWith(".txt") || lower.endsWith(".lst");
    List<String> names =
        list
            ? lines(file(images).orElseThrow(() -> missing(images)), BlankLines.REFUSED)
            : List.of(images);
    return names.stream().map(name -> file(name).orElseThrow(() -> missing(name))).toList();
  }

  private static List<String> lines(Path file, BlankLines blank) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file).stream().map(String::strip).toList();
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "'%s' cannot be read: %s. It must be text in UTF-8.".formatted(file, e.getMessage()),
          e);
    }
    int empty = lines.indexOf("");
    if (blank == BlankLines.REFUSED && empty >= 0) {
      throw refused(
          "Line %d of '%s' is blank. Remove it, or say --keep-blank to take blank lines for empty prompts."
              .formatted(empty + 1, file));
    }
    return lines;
  }

  /** The file of this name, if the text is one. */
  private static Optional<Path> file(String text) {
    try {
      return Optional.of(Path.of(text)).filter(Files::isRegularFile);
    } catch (InvalidPathException e) {
      return Optional.empty(); // a prompt need not be a valid path
    }
  }

  private static KinolakeException missing(String name) {
    return refused("There is no file '%s'. Correct its path.".formatted(name));
  }

  private static KinolakeException refused(String message) {
    return new KinolakeException(FailureCode.BAD_ARGUMENT, message);
  }
}
