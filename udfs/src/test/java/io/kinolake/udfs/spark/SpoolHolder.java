package io.kinolake.udfs.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A main class that has a copy in its spool folder until it is killed; tells where. */
final class SpoolHolder {
  private SpoolHolder() {}

  public static void main(String[] arguments) throws IOException {
    SpoolFolder folder = SpoolFolder.open(Path.of(arguments[0]));
    System.out.println(Files.write(folder.newFile("copy.mp4"), new byte[3]));
    System.in.read(); // for ever, since nobody writes
    folder.close();
  }
}
