package io.kinolake.training.checkpoint;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.weights.SafetensorsFile;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.model.ModelPart;
import io.kinolake.training.model.Window;
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
 * The optimizer's state that one rank owns, in a file: tensors {@code KIND/NAME@FROM-TO}, or {@code
 * KIND/NAME@FROM-TO:FIRST+WIDTH/STRIDE} for elements of such a {@link Window} of the parameter.
 * Parts of any division restore any other.
 */
final class OptimizerPart {
  private static final Pattern ENTRY =
      Pattern.compile("(\\w+)/(.+)@(\\d+)-(\\d+)(?::(\\d+)\\+(\\d+)/(\\d+))?");

  /** What is remembered of a parameter. */
  enum Kind {
    MEAN,
    SQUARE,
    AVERAGE;

    String key(String name, Window.Piece piece) {
      Window window = piece.window();
      int first = window.isOneRun() ? window.first() : 0;
      String key =
          "%s/%s@%d-%d"
              .formatted(
                  name().toLowerCase(Locale.ROOT), name, first + piece.from(), first + piece.to());
      return window.isOneRun()
          ? key
          : key + ":%d+%d/%d".formatted(window.first(), window.width(), window.stride());
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

  /** A copy of what no other tensor-parallel rank has, under the names in the file. */
  static Map<String, HostTensor> copy(WeightUpdate update, ModelPart model) {
    Map<String, HostTensor> copy = new TreeMap<>();
    state(update)
        .forEach(
            (kind, slices) ->
                slices.forEach(
                    (slice, tensor) -> {
                      if (model.isFirst(slice.name())) {
                        copy.put(kind.key(slice.name(), piece(slice, model)), tensor.host());
                      }
                    }));
    return copy;
  }

  private static Window.Piece piece(Slice slice, ModelPart model) {
    return new Window.Piece(model.shard(slice.name()).window(), slice.from(), slice.to());
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
   * @param model what this rank holds
   * @throws KinolakeException CORRUPT if they do not cover it
   */
  static void restore(WeightUpdate update, ModelPart model, List<Path> parts) {
    state(update)
        .forEach(
            (kind, slices) -> {
              Map<String, Wanted> wanted = new TreeMap<>();
              slices.forEach(
                  (slice, tensor) ->
                      wanted.put(slice.name(), new Wanted(piece(slice, model), tensor.floats())));
              long missing = slices.keySet().stream().mapToLong(Slice::length).sum();
              for (Path part : parts) {
                missing -= restore(kind, wanted, part);
              }
              if (missing != 0) {
                throw new KinolakeException(
                    FailureCode.CORRUPT,
                    "The optimizer's state in %s does not cover the model: %d elements of '%s' are missing. Go on from another checkpoint, or start from its weights alone with model.load."
                        .formatted(parts, missing, kind.name().toLowerCase(Locale.ROOT)));
              }
            });
  }

  /** What a rank owns of a parameter's state, to be filled. */
  private record Wanted(Window.Piece piece, FloatBuffer target) {}

  /** Copies what a part has; gives how many elements that were. */
  private static long restore(Kind kind, Map<String, Wanted> wanted, Path part) {
    long copied = 0;
    try (SafetensorsFile file = SafetensorsFile.open(part)) {
      for (String entry : file.tensors().keySet()) {
        Stored stored = Stored.of(entry, part);
        Wanted own = wanted.get(stored.name());
        if (stored.kind() == kind && own != null && stored.piece().mayMeet(own.piece())) {
          FloatBuffer values = FloatBuffer.wrap(file.tensor(entry).toFloats());
          copied += stored.piece().copy(values, own.piece(), own.target());
        }
      }
    }
    return copied;
  }

  /** An entry of a part's file. */
  record Stored(Kind kind, String name, Window.Piece piece) {
    /**
     * @throws KinolakeException CORRUPT if it is none
     */
    static Stored of(String entry, Path part) {
      Matcher matcher = ENTRY.matcher(entry);
      if (!matcher.matches()) {
        throw new KinolakeException(
            FailureCode.CORRUPT,
            "'%s' holds '%s', which is no part of an optimizer's state. Go on from another checkpoint."
                .formatted(part, entry));
      }
      Window window =
          matcher.group(5) == null
              ? Window.from(0)
              : new Window(number(matcher, 5), number(matcher, 6), number(matcher, 7));
      return new Stored(
          Kind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
          matcher.group(2),
          new Window.Piece(window, number(matcher, 3), number(matcher, 4)));
    }

    private static int number(Matcher matcher, int group) {
      return Integer.parseInt(matcher.group(group));
    }
  }
}
