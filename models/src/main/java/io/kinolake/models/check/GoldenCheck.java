package io.kinolake.models.check;

import java.nio.file.Path;
import java.util.List;

/** Checks folders of one kind. Implementations have no state. */
public interface GoldenCheck {

  /** The {@code kind} that the folder's {@code config.json} says, or the name of its own form. */
  String kind();

  /** Whether a folder is of this kind; looks at names and {@code config.json} only. */
  boolean recognises(Path folder);

  /**
   * Runs everything that the folder records; never empty. What fails to run is a finding too.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if the records themselves cannot be read
   */
  List<Finding> check(Path folder);
}
