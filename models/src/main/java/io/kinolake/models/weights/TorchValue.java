package io.kinolake.models.weights;

import io.kinolake.models.tensor.HostTensor;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a PyTorch checkpoint may hold: tensors, containers and plain values, and nothing that could
 * run. Immutable to those who read them.
 */
public sealed interface TorchValue {

  /** Python's {@code None}. */
  record None() implements TorchValue {}

  record Bool(boolean value) implements TorchValue {}

  /** An integer of any size. */
  record Int(BigInteger value) implements TorchValue {
    public static Int of(long value) {
      return new Int(BigInteger.valueOf(value));
    }
  }

  record Real(double value) implements TorchValue {}

  record Text(String value) implements TorchValue {}

  /**
   * Bytes.
   *
   * @param latin1 one character, U+0000 to U+00FF, for each byte
   */
  record Bytes(String latin1) implements TorchValue {}

  /** A name of Python that is a value of its own, such as {@code torch.float32}. */
  record Name(String value) implements TorchValue {}

  /** The place where tensors' numbers lie; it appears as a part of tensors only. */
  record Storage(StorageType type, String key, long elements) implements TorchValue {}

  /** What kind of sequence a {@link Sequence} is. */
  enum SequenceKind {
    LIST,
    TUPLE,
    SET
  }

  /** Values in order. */
  final class Sequence implements TorchValue {
    private final SequenceKind kind;
    private final List<TorchValue> items;

    Sequence(SequenceKind kind, List<TorchValue> items) {
      this.kind = kind;
      this.items = new ArrayList<>(items);
    }

    public static Sequence list(List<? extends TorchValue> items) {
      return new Sequence(SequenceKind.LIST, List.copyOf(items));
    }

    public static Sequence tuple(List<? extends TorchValue> items) {
      return new Sequence(SequenceKind.TUPLE, List.copyOf(items));
    }

    public SequenceKind kind() {
      return kind;
    }

    public List<TorchValue> items() {
      return Collections.unmodifiableList(items);
    }

    /** For the reader, which fills a list after it has made it. */
    void add(TorchValue item) {
      items.add(item);
    }
  }

  /** A dictionary in the order of insertion; keys are plain values, mostly {@link Text}. */
  final class Dict implements TorchValue {
    private final Map<TorchValue, TorchValue> entries = new LinkedHashMap<>();

    /** A dictionary with texts as keys. */
    public static Dict of(Map<String, ? extends TorchValue> entries) {
      Dict dict = new Dict();
      entries.forEach((key, value) -> dict.put(new Text(key), value));
      return dict;
    }

    public Map<TorchValue, TorchValue> entries() {
      return Collections.unmodifiableMap(entries);
    }

    /** The value of a text key. */
    public Optional<TorchValue> find(String key) {
      return Optional.ofNullable(entries.get(new Text(key)));
    }

    /** For the reader, which fills a dictionary after it has made it. */
    void put(TorchValue key, TorchValue value) {
      if (key instanceof Sequence || key instanceof Dict || key instanceof Tensor) {
        throw new IllegalArgumentException("a key that is a container or a tensor");
      }
      entries.put(key, value);
    }
  }

  /**
   * An object that was not made: its class, of which nothing is known here but the name, and the
   * data from which Python would have made it. Checkpoints keep settings so.
   */
  final class Instance implements TorchValue {
    private final String type;
    private final List<TorchValue> arguments;
    private TorchValue state = new None();

    Instance(String type, List<TorchValue> arguments) {
      this.type = type;
      this.arguments = List.copyOf(arguments);
    }

    /** Module and name of the class or function. */
    public String type() {
      return type;
    }

    public List<TorchValue> arguments() {
      return arguments;
    }

    /** Mostly a dictionary of attributes. */
    public TorchValue state() {
      return state;
    }

    /** For the reader, which learns of the state after it has made the object. */
    void state(TorchValue given) {
      state = given;
    }
  }

  /** A tensor; that of a file is read when it is asked for. */
  final class Tensor implements TorchValue {
    private final TensorInfo info;
    private final Supplier<HostTensor> content;
    private final Optional<StorageView> view;

    Tensor(TensorInfo info, Supplier<HostTensor> content, Optional<StorageView> view) {
      this.info = info;
      this.content = content;
      this.view = view;
    }

    /** A tensor to be written. */
    public static Tensor of(HostTensor tensor) {
      return of(new TensorInfo(tensor.dtype(), tensor.shape()), () -> tensor);
    }

    /** A tensor to be written, fetched only then; it must be what {@code info} says. */
    public static Tensor of(TensorInfo info, Supplier<HostTensor> content) {
      return new Tensor(info, content, Optional.empty());
    }

    public TensorInfo info() {
      return info;
    }

    /** The numbers, row-major, whatever their order in the file. */
    public HostTensor read() {
      return content.get();
    }

    /** The file's name of the storage that holds the numbers; tensors with the same share it. */
    public Optional<String> storageKey() {
      return view.map(place -> place.storage().key());
    }

    /** Where in a file the numbers lie. */
    Optional<StorageView> view() {
      return view;
    }
  }
}
