package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;
import static io.kinolake.schemas.failure.FailureCode.NOT_FOUND;

import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The names of ImageNet's classes, from a list that the user has: lines "n01440764 tench, Tinca
 * tinca". Two lists that ImageNet's own downloads bring are found by name.
 */
final class ImageNetLabels {
  private static final List<String> KNOWN_FILES =
      List.of("LOC_synset_mapping.txt", "synset_words.txt");

  private final DropInContext context;

  ImageNetLabels(DropInContext context) {
    this.context = context;
  }

  /** The first name of every class, by class id. */
  Map<String, String> read(String root, Optional<String> file) throws IOException {
    String list = file.orElseGet(() -> find(root));
    var names = new HashMap<String, String>();
    for (String line : Files.readAllLines(context.resolve(list))) {
      int space = line.indexOf(' ');
      if (space > 0) {
        names.put(line.substring(0, space), line.substring(space + 1).split(",")[0].strip());
      }
    }
    return names;
  }

  private String find(String root) {
    return KNOWN_FILES.stream()
        .map(name -> PythonPath.join(root, name))
        .filter(path -> Files.isRegularFile(context.resolve(path)))
        .findFirst()
        .orElseThrow(
            () ->
                new KinolakeException(
                    NOT_FOUND,
                    ("ImageNet's class names are missing: '%s' holds neither %s. Give the list of"
                            + " class ids and names with --labels FILE.")
                        .formatted(root, String.join(" nor ", KNOWN_FILES))));
  }

  static String name(Map<String, String> names, String id) {
    String name = names.get(id);
    if (name == null) {
      throw new KinolakeException(
          BAD_ARGUMENT,
          "The class list has no name for the folder '%s'. Give a full list with --labels."
              .formatted(id));
    }
    return name;
  }
}
