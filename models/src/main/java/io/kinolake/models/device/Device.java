package io.kinolake.models.device;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where networks are to run: {@code cpu}, {@code gpu:0}, {@code npu:1}, {@code musa:0}, {@code
 * auto}.
 */
public sealed interface Device extends Serializable {
  /** The processor. */
  Device CPU = new Processor();

  /** An accelerator where there is one, else the processor. */
  Device AUTO = new Automatic(0);

  /** The processor. */
  record Processor() implements Device {
    @Override
    public String toString() {
      return "cpu";
    }
  }

  /**
   * Left to whoever knows what there is.
   *
   * @param turn which of several that want one each: they count round the accelerators that are
   *     there, so that each has its own where there are enough
   */
  record Automatic(int turn) implements Device {
    public Automatic {
      requireCounted(turn);
    }

    @Override
    public String toString() {
      return turn == 0 ? "auto" : "auto:" + turn;
    }
  }

  /**
   * One accelerator.
   *
   * @param index its address: the number that its maker's tools show
   */
  record Accelerator(Kind kind, int index) implements Device {
    public Accelerator {
      requireCounted(index);
    }

    @Override
    public String toString() {
      return kind.id() + ":" + index;
    }
  }

  /** Kinds of accelerators. */
  enum Kind {
    /** NVIDIA. */
    GPU("CUDA_VISIBLE_DEVICES"),
    /** Huawei Ascend. */
    NPU("ASCEND_RT_VISIBLE_DEVICES"),
    /** Moore Threads. */
    MUSA("MUSA_VISIBLE_DEVICES");

    private final String variable;

    Kind(String variable) {
      this.variable = variable;
    }

    /** The name in settings, and of Spark's resource: {@code gpu}, {@code npu}, {@code musa}. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The environment variable that tells a process which devices it may use. */
    public String variable() {
      return variable;
    }

    /** The kind of that name. */
    public static Optional<Kind> of(String id) {
      return Arrays.stream(values()).filter(kind -> kind.id().equals(id)).findFirst();
    }
  }

  private static void requireCounted(int index) {
    if (index < 0) {
      throw new IllegalArgumentException("Devices are counted from 0, not " + index);
    }
  }

  /**
   * Reads a setting; a kind without a number is its first device.
   *
   * @throws KinolakeException BAD_CONFIG if it is none
   */
  static Device parse(String text) {
    Matcher matcher = Pattern.compile("(cpu|auto|gpu|npu|musa)(?::(\\d{1,4}))?").matcher(text);
    boolean valid = matcher.matches();
    boolean counted = valid && matcher.group(2) != null;
    if (!valid || (counted && matcher.group(1).equals("cpu"))) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "'%s' is no device. Say auto, cpu, gpu, npu or musa; gpu:1 is the second one."
              .formatted(text));
    }
    int index = counted ? Integer.parseInt(matcher.group(2)) : 0;
    return switch (matcher.group(1)) {
      case "cpu" -> CPU;
      case "auto" -> new Automatic(index);
      default -> new Accelerator(Kind.of(matcher.group(1)).orElseThrow(), index);
    };
  }
}
