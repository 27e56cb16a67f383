package io.kinolake.models.weights;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TorchValue.Dict;
import io.kinolake.models.weights.TorchValue.Instance;
import io.kinolake.models.weights.TorchValue.Int;
import io.kinolake.models.weights.TorchValue.Name;
import io.kinolake.models.weights.TorchValue.Sequence;
import io.kinolake.models.weights.TorchValue.SequenceKind;
import io.kinolake.models.weights.TorchValue.Storage;
import io.kinolake.models.weights.TorchValue.Tensor;
import io.kinolake.models.weights.TorchValue.Text;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Every name that a checkpoint's pickle may ask for, and what each gives. Nothing is looked up by
 * name anywhere else, so a pickle can make these values and do nothing.
 */
final class TorchGlobals {
  private static final String REBUILD = "torch._utils._rebuild_tensor";
  private static final String REBUILD_2 = "torch._utils._rebuild_tensor_v2";
  private static final String REBUILD_3 = "torch._utils._rebuild_tensor_v3";
  private static final String PARAMETER = "torch._utils._rebuild_parameter";
  private static final String PARAMETER_WITH_STATE = "torch._utils._rebuild_parameter_with_state";
  private static final String ORDERED_DICT = "collections.OrderedDict";
  private static final String SIZE = "torch.Size";
  private static final String DEVICE = "torch.device";
  private static final String ENCODE = "_codecs.encode";
  private static final Set<String> SETS = Set.of("builtins.set", "__builtin__.set");

  /** Classes of what training libraries save beside the weights: settings and random states. */
  private static final Set<String> RECORDS =
      Set.of(
          "argparse.Namespace",
          "types.SimpleNamespace",
          "numpy.dtype",
          "numpy.ndarray",
          "numpy.core.multiarray._reconstruct",
          "numpy._core.multiarray._reconstruct");

  private static final List<String> LIBRARIES = List.of("megatron.", "mindspeed.", "mindspeed_mm.");

  private static final Set<String> CALLABLE =
      Set.of(
          REBUILD,
          REBUILD_2,
          REBUILD_3,
          PARAMETER,
          PARAMETER_WITH_STATE,
          ORDERED_DICT,
          SIZE,
          DEVICE,
          ENCODE);

  private final TorchStorages storages;

  TorchGlobals(TorchStorages storages) {
    this.storages = storages;
  }

  /** Whether a pickle may name this. */
  static boolean allows(String name) {
    return CALLABLE.contains(name)
        || SETS.contains(name)
        || isRecord(name)
        || storageType(name).isPresent()
        || dtype(name).isPresent();
  }

  /**
   * The value of a call, or empty if the name cannot be called with these.
   *
   * @throws IllegalArgumentException or ArithmeticException for values that make no sense
   */
  Optional<TorchValue> call(String name, List<TorchValue> arguments) {
    int count = arguments.size();
    return switch (name) {
      case REBUILD, REBUILD_2 ->
          Optional.of(arguments)
              .filter(given -> count >= 4)
              .flatMap(given -> storage(given.get(0)))
              .map(storage -> tensor(storage, storage.type().dtype(), arguments));
      case REBUILD_3 ->
          Optional.of(arguments)
              .filter(given -> count >= 7)
              .flatMap(given -> storage(given.get(0)))
              .flatMap(
                  storage ->
                      nameOf(arguments.get(6))
                          .flatMap(TorchGlobals::dtype)
                          .map(dtype -> tensor(storage, dtype, arguments)));
      case PARAMETER, PARAMETER_WITH_STATE ->
          arguments.stream().findFirst().filter(Tensor.class::isInstance);
      case ORDERED_DICT -> orderedDict(arguments);
      case SIZE -> arguments.stream().findFirst().map(sizes -> Sequence.tuple(items(sizes)));
      case DEVICE -> Optional.of(new Text(deviceName(arguments)));
      case ENCODE ->
          Optional.of(arguments)
              .filter(given -> count == 2 && given.get(1).equals(new Text("latin1")))
              .map(given -> new TorchValue.Bytes(text(given.get(0))));
      default -> other(name, arguments);
    };
  }

  private static Optional<TorchValue> other(String name, List<TorchValue> arguments) {
    if (SETS.contains(name)) {
      return set(arguments);
    }
    return isRecord(name) ? Optional.of(new Instance(name, arguments)) : Optional.empty();
  }

  /** Whether an object of this class is kept as the data of which it would be made. */
  private static boolean isRecord(String name) {
    return RECORDS.contains(name) || LIBRARIES.stream().anyMatch(name::startsWith);
  }

  /** The storage that a persistent id names: {@code ('storage', type, key, location, elements)}. */
  Optional<Storage> persistent(TorchValue id) {
    if (!(id instanceof Sequence sequence) || sequence.items().size() < 5) {
      return Optional.empty();
    }
    List<TorchValue> parts = sequence.items();
    boolean whole = parts.size() == 5 || parts.get(5) instanceof TorchValue.None;
    if (!parts.get(0).equals(new Text("storage")) || !whole) {
      return Optional.empty();
    }
    return nameOf(parts.get(1))
        .flatMap(TorchGlobals::storageType)
        .map(type -> new Storage(type, text(parts.get(2)), integer(parts.get(4))))
        .map(storages::seen);
  }

  private Tensor tensor(Storage storage, DType dtype, List<TorchValue> arguments) {
    List<Long> sizes = integers(arguments.get(2));
    TensorInfo info = new TensorInfo(dtype, new Shape(sizes));
    StorageView view =
        new StorageView(storage, info, integer(arguments.get(1)), integers(arguments.get(3)));
    return storages.tensor(view);
  }

  private static Optional<TorchValue> orderedDict(List<TorchValue> arguments) {
    Dict dict = new Dict();
    for (TorchValue pair : arguments.isEmpty() ? List.<TorchValue>of() : items(arguments.get(0))) {
      List<TorchValue> both = items(pair);
      dict.put(both.get(0), both.get(1));
    }
    return Optional.of(dict);
  }

  private static Optional<TorchValue> set(List<TorchValue> arguments) {
    List<TorchValue> items = arguments.isEmpty() ? List.of() : items(arguments.get(0));
    return Optional.of(new Sequence(SequenceKind.SET, items));
  }

  private static String deviceName(List<TorchValue> arguments) {
    return String.join(
        ":",
        arguments.stream()
            .map(each -> each instanceof Text text ? text.value() : Long.toString(integer(each)))
            .toList());
  }

  private static Optional<StorageType> storageType(String name) {
    return Stream.of("torch.", "torch.storage.")
        .filter(name::startsWith)
        .flatMap(prefix -> StorageType.ofClass(name.substring(prefix.length())).stream())
        .findFirst();
  }

  private static Optional<DType> dtype(String name) {
    return Optional.of(name)
        .filter(each -> each.startsWith("torch."))
        .flatMap(each -> StorageType.ofDtypeName(each.substring("torch.".length())))
        .map(StorageType::dtype);
  }

  private static Optional<Storage> storage(TorchValue value) {
    return value instanceof Storage storage ? Optional.of(storage) : Optional.empty();
  }

  private static Optional<String> nameOf(TorchValue value) {
    return value instanceof Name name ? Optional.of(name.value()) : Optional.empty();
  }

  private static List<TorchValue> items(TorchValue value) {
    if (value instanceof Sequence sequence) {
      return sequence.items();
    }
    throw new IllegalArgumentException("a sequence is needed");
  }

  private static List<Long> integers(TorchValue value) {
    return items(value).stream().map(TorchGlobals::integer).toList();
  }

  private static long integer(TorchValue value) {
    if (value instanceof Int number) {
      return number.value().longValueExact();
    }
    throw new IllegalArgumentException("an integer is needed");
  }

  private static String text(TorchValue value) {
    if (value instanceof Text text) {
      return text.value();
    }
    throw new IllegalArgumentException("a text is needed");
  }
}
