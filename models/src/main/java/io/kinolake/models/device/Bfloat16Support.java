package io.kinolake.models.device;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Whether this machine's processor multiplies bfloat16 natively. */
public final class Bfloat16Support {
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

  /** As Linux names them: on x86-64 two, on 64-bit ARM one. */
  private static final Set<String> FLAGS = Set.of("avx512_bf16", "amx_bf16", "bf16");

  private Bfloat16Support() {}

  /**
   * Refuses bfloat16 on a processor that would only imitate it. Accelerators are not asked.
   *
   * @throws KinolakeException BAD_CONFIG naming what is missing
   */
  public static void require(Placement placement) {
    if (placement.device() instanceof Device.Processor) {
      require(PROCESSOR);
    }
  }

  static void require(Path processor) {
    if (Files.isReadable(processor) && !isIn(processor)) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "The precision is bf16 (models.precision, --precision), which this machine's processor has no instructions for (avx512_bf16, amx_bf16): it would be slower than fp32, not faster. Take fp32.");
    }
  }

  private static boolean isIn(Path processor) {
    try {
      return Files.readAllLines(processor).stream()
          .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
          .map(line -> List.of(line.split("\\s+")))
          .anyMatch(words -> words.stream().anyMatch(FLAGS::contains));
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to read " + processor, e);
    }
  }
}
