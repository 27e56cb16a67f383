package io.kinolake.training.checkpoint;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.weights.SafetensorsFile;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.optimizer.Slice;
import io.kinolake.training.optimizer.WeightUpdate;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The optimizer's state that one rank owns, in a file: tensors {@code KIND/NAME@FROM-TO}. Parts of
 * any division restore any other.
 */
final class OptimizerPart {
  private static final Pattern ENTRY = Pattern.compile("(\\w+)/(.+)@(\\d+)-(\\d+)");

  /** What is remembered of a parameter. */
  enum Kind {
    MEAN,
    SQUARE,
    AVERAGE;

    String key(Slice slice) {
      return "%s/%s@%d-%d"
          .formatted(name().toLowerCase(Locale.ROOT), slice.name(), slice.from(), slice.to());
    }
  }

  private OptimizerPart() {}

  /** The state in memory, by kind and slice; it stays the update's. */
  static Map<Kind, Map<Slice, NativeTensor>> state(WeightUpdate update) {
    Map<Slice, NativeTensor> means = new LinkedHashMap<>();
    Map<Slice, NativeTensor> squares = new LinkedHashMap<>();
    update
        .optimizer()
        .moments()
        .forEach(
            (slice, moments) -> {
              means.put(slice, moments.mean());
              squares.put(slice, moments.square());
            });
    Map<Kind, Map<Slice, NativeTensor>> state = new TreeMap<>();
    state.put(Kind.MEAN, means);
    state.put(Kind.SQUARE, squares);
    update.average().ifPresent(average -> state.put(Kind.AVERAGE, average.average()));
    return state;
  }

  /** A copy of the state under the names that it has in the file. */
  static Map<String, HostTensor> copy(WeightUpdate update) {
    Map<String, HostTensor> copy = new TreeMap<>();
    state(update)
        .forEach(
            (kind, slices) ->
                slices.forEach((slice, tensor) -> copy.put(kind.key(slice), tensor.host())));
    return copy;
  }

  static void write(Map<String, HostTensor> tensors, Path file) {
    Map<String, TensorInfo> infos = new TreeMap<>();
    tensors.forEach((name, value) -> infos.put(name, new TensorInfo(value.dtype(), value.shape())));
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, infos, Map.of())) {
      tensors.forEach(writer::write);
      writer.commit();
    }
  }

  /**
   * Fills the state from the parts of all ranks.
   *
   * @throws KinolakeException CORRUPT if they do not cover it
   */
  static void restore(WeightUpdate update, List<Path> parts) {
    state(update)
        .forEach(
            (kind, slices) -> {
              long missing = slices.keySet().stream().mapToLong(Slice::length).sum();
              for (Path part : parts) {
                missing -= restore(kind, slices, part);
              }
              if (missing != 0) {
                throw new KinolakeException(
                    FailureCode.CORRUPT,
                    "The optimizer's state in %s does not cover the model: %d elements of '%s' are missing. Go on from another checkpoint, or start from its weights alone with model.load."
                        .formatted(parts, missing, kind.name().toLowerCase(Locale.ROOT)));
              }
            });
  }

  /** The averages in the parts by the parameters' names; none where none is kept. */
  static Map<String, float[]> averages(Map<String, HostTensor> model, List<Path> parts) {
    Map<String, float[]> averages = new TreeMap<>();
    for (Path part : parts) {
      try (SafetensorsFile file = SafetensorsFile.open(part)) {
        for (String entry : file.tensors().keySet()) {
          Stored stored = Stored.of(entry, part);
          Slice slice = stored.slice();
          if (stored.kind() == Kind.AVERAGE) {
            float[] whole =
                averages.computeIfAbsent(slice.name(), name -> model.get(name).toFloats());
            System.arraycopy(file.tensor(entry).toFloats(), 0, whole, slice.from(), slice.length());
          }
        }
      }
    }
    return averages;
  }

  /** Copies what a part has; gives how many elements that were. */
  private static long restore(Kind kind, Map<Slice, NativeTensor> wanted, Path part) {
    long copied = 0;
    try (SafetensorsFile file = SafetensorsFile.open(part)) {
      for (String entry : file.tensors().keySet()) {
        Stored stored = Stored.of(entry, part);
        if (stored.kind() != kind) {
          continue;
        }
        for (Map.Entry<Slice, NativeTensor> each : wanted.entrySet()) {
          copied += stored.copy(file.tensor(entry), each.getKey(), each.getValue().floats());
        }
      }
    }
    return copied;
  }

  private record Stored(Kind kind, Slice slice) {
    static Stored of(String entry, Path part) {
      Matcher matcher = ENTRY.matcher(entry);
      if (!matcher.matches()) {
        throw new KinolakeException(
            FailureCode.CORRUPT,
            "'%s' holds '%s', which is no part of an optimizer's state. Go on from another checkpoint."
                .formatted(part, entry));
      }
      return new Stored(
          Kind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
          new Slice(
              matcher.group(2),
              Integer.parseInt(matcher.group(3)),
              Integer.parseInt(matcher.group(4))));
    }

    long copy(HostTensor values, Slice wanted, FloatBuffer target) {
      int from = Math.max(slice.from(), wanted.from());
      int to = Math.min(slice.to(), wanted.to());
      if (!slice.name().equals(wanted.name()) || from >= to) {
        return 0;
      }
      target.put(from - wanted.from(), values.toFloats(), from - slice.from(), to - from);
      return (long) to - from;
    }
  }
}
