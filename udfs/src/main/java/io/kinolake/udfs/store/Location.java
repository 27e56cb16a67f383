package io.kinolake.udfs.store;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a file or folder lies: on this machine, or in a store that Hadoop knows by its scheme.
 * Equal places have equal texts, however they were written, so that texts can be compared and
 * stored.
 *
 * @param text an absolute path without {@code .} and {@code ..} for a place on this machine; for
 *     any other a URI whose special characters stand as they are, as Hadoop writes it. Neither ends
 *     with a slash, but for a root
 */
public record Location(String text) implements Serializable {
  // Schemes have two letters or more, since one letter and a colon is a drive of Windows. Without
  // a slash after the colon it is a name with a colon in it.
  private static final Pattern URI_TEXT =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(/.*)", Pattern.DOTALL);
  private static final Pattern AUTHORITY = Pattern.compile("//[^/]*");
  private static final Pattern PASSWORD = Pattern.compile("//[^/@]*:[^/]*@");
  private static final Pattern LOCAL_HOST = Pattern.compile("^//localhost(?=/)");

  public Location {
    text = normalised(text);
  }

  /**
   * The place that a text names: a path, absolute or from the working directory, a {@code file:}
   * URI, escaped or not, or any other URI.
   *
   * @throws java.nio.file.InvalidPathException if no path can be written so
   * @throws KinolakeException BAD_ARGUMENT if the URI holds a password, which would be stored and
   *     shown with it
   */
  public static Location of(String pathOrUri) {
    return new Location(pathOrUri);
  }

  /** The place of a path. */
  public static Location of(Path path) {
    return new Location(path.toString());
  }

  /** Whether it is on this machine. */
  public boolean isLocal() {
    return scheme().isEmpty();
  }

  /** The scheme of the store, in small letters; none for a place on this machine. */
  public Optional<String> scheme() {
    Matcher uri = URI_TEXT.matcher(text);
    return uri.matches() ? Optional.of(uri.group(1)) : Optional.empty();
  }

  /**
   * The path of a place on this machine.
   *
   * @throws IllegalStateException if it is elsewhere
   */
  public Path path() {
    if (!isLocal()) {
      throw new IllegalStateException("'" + text + "' is not on this machine");
    }
    return Path.of(text);
  }

  /**
   * A place below this one.
   *
   * @param relative with forward slashes, taken as it is
   */
  public Location resolve(String relative) {
    return new Location(text.endsWith("/") ? text + relative : text + "/" + relative);
  }

  /** What comes after the last slash. */
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return text;
  }

  private static String normalised(String pathOrUri) {
    Matcher uri = URI_TEXT.matcher(pathOrUri);
    if (!uri.matches()) {
      return absolute(pathOrUri);
    }
    String scheme = uri.group(1).toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "file" -> absolute(filePath(uri.group(2)));
      // Others' names for what Hadoop calls s3a.
      case "s3", "s3n" -> "s3a:" + remotePath(uri.group(2));
      default -> scheme + ":" + remotePath(uri.group(2));
    };
  }

  private static String absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize().toString();
  }

  /** The path in a URI; a text that is no escaped URI is meant as it stands. */
  private static String filePath(String afterScheme) {
    String path = LOCAL_HOST.matcher(afterScheme).replaceFirst("").replaceFirst("^/+", "/");
    try {
      return new URI("file:" + path).getPath();
    } catch (URISyntaxException notEscaped) {
      return path;
    }
  }

  /** Without empty parts and dots, as Hadoop takes paths. */
  private static String remotePath(String afterScheme) {
    Matcher authority = AUTHORITY.matcher(afterScheme);
    int start = authority.lookingAt() ? authority.end() : 0;
    if (PASSWORD.matcher(afterScheme.substring(0, start)).lookingAt()) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "The URI that ends in '%s' holds a password. Leave it out; it belongs in the environment or in Hadoop's settings."
              .formatted(afterScheme.substring(start)));
    }
    return afterScheme.substring(0, start)
        + Path.of("/" + afterScheme.substring(start)).normalize();
  }
}
