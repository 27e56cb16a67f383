package io.kinolake.models.process;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The command line of a JVM with this one's class path, module flags and largest heap. */
public final class JavaCommand {
  private JavaCommand() {}

  /** Starts a main class with arguments. */
  public static List<String> of(Class<?> main, String... arguments) {
    return of(main, Map.of(), arguments);
  }

  /** Starts a main class with system properties and arguments. */
  public static List<String> of(
      Class<?> main, Map<String, String> properties, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(JavaCommand::isPassedOn)
        .forEach(command::add);
    new TreeMap<>(properties).forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(List.of(arguments));
    return List.copyOf(command);
  }

  private static boolean isPassedOn(String argument) {
    return argument.startsWith("--add-") || argument.startsWith("-Xmx");
  }

  /** This process's class path, and what was added to it at run time. */
  private static String classPath() {
    Set<String> entries = new LinkedHashSet<>();
    entries.add(System.getProperty("java.class.path"));
    for (ClassLoader loader = Thread.currentThread().getContextClassLoader();
        loader != null;
        loader = loader.getParent()) {
      if (loader instanceof URLClassLoader added) {
        for (URL url : added.getURLs()) {
          entries.add(pathOf(url));
        }
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private static String pathOf(URL url) {
    try {
      return Path.of(url.toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Not a class path entry: " + url, e);
    }
  }
}
