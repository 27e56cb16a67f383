package io.kinolake.models.weights;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.models.weights.TorchValue.Bool;
import io.kinolake.models.weights.TorchValue.Bytes;
import io.kinolake.models.weights.TorchValue.Dict;
import io.kinolake.models.weights.TorchValue.Instance;
import io.kinolake.models.weights.TorchValue.Int;
import io.kinolake.models.weights.TorchValue.Name;
import io.kinolake.models.weights.TorchValue.None;
import io.kinolake.models.weights.TorchValue.Real;
import io.kinolake.models.weights.TorchValue.Sequence;
import io.kinolake.models.weights.TorchValue.SequenceKind;
import io.kinolake.models.weights.TorchValue.Text;
import io.kinolake.schemas.failure.KinolakeException;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a pickle (Python's protocols 2 to 5, documented in CPython's {@code Lib/pickletools.py})
 * without the power of one: it makes {@link TorchValue}s, and whatever it asks for beyond {@link
 * TorchGlobals} is refused by name. It does not recurse, and takes memory in proportion to the
 * pickle's length.
 */
final class Unpickler {
  private static final int HIGHEST_PROTOCOL = 5;

  /** Bytes of an integer; PyTorch's largest, the file's magic number, has 10. */
  private static final int LONGEST_INTEGER = 1024;

  private final PickleInput input;
  private final TorchGlobals globals;
  private final List<TorchValue> stack = new ArrayList<>();
  private final Deque<Integer> marks = new ArrayDeque<>();
  private final Map<Integer, TorchValue> memo = new HashMap<>();

  private Unpickler(PickleInput input, TorchGlobals globals) {
    this.input = input;
    this.globals = globals;
  }

  /**
   * Reads one pickle, up to its end and no further.
   *
   * @throws KinolakeException TRUNCATED, CORRUPT, or FORBIDDEN_FORMAT if it asks for anything that
   *     is not a tensor, a container or a plain value
   */
  static TorchValue load(PickleInput input, TorchGlobals globals) {
    return new Unpickler(input, globals).load();
  }

  private TorchValue load() {
    while (true) {
      long position = input.position();
      int opcode = input.u1();
      if (opcode == '.') {
        return pop();
      }
      try {
        boolean known =
            number(opcode)
                || text(opcode)
                || container(opcode)
                || stackOrMemo(opcode)
                || call(opcode);
        if (!known) {
          throw WeightErrors.refused(
              input.origin(), "unknown opcode 0x%02x at byte %d".formatted(opcode, position));
        }
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw damaged("at byte %d: %s".formatted(position, e.getMessage()));
      }
    }
  }

  private boolean number(int opcode) {
    switch (opcode) {
      case 'N' -> push(new None());
      case 0x88 -> push(new Bool(true));
      case 0x89 -> push(new Bool(false));
      case 'K' -> push(Int.of(input.u1()));
      case 'M' -> push(Int.of(input.u2()));
      case 'J' -> push(Int.of(input.i4()));
      case 0x8a -> push(integer(input.u1()));
      case 0x8b -> push(integer(input.i4()));
      case 'G' -> push(new Real(input.bigEndianDouble()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean text(int opcode) {
    switch (opcode) {
      case 0x8c -> push(utf8(input.u1()));
      case 'X' -> push(utf8(input.i4()));
      case 0x8d -> push(utf8(input.i8()));
      case 'U' -> push(new Text(latin1(input.u1())));
      case 'T' -> push(new Text(latin1(input.i4())));
      case 'C' -> push(new Bytes(latin1(input.u1())));
      case 'B' -> push(new Bytes(latin1(input.i4())));
      case 0x8e, 0x96 -> push(new Bytes(latin1(input.i8())));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean container(int opcode) {
    switch (opcode) {
      case ']' -> push(Sequence.list(List.of()));
      case 'l' -> push(Sequence.list(popToMark()));
      case 'a' -> {
        TorchValue item = pop();
        sequence(peek()).add(item);
      }
      case 'e', 0x90 -> {
        List<TorchValue> items = popToMark();
        items.forEach(sequence(peek())::add);
      }
      case ')' -> push(Sequence.tuple(List.of()));
      case 't' -> push(Sequence.tuple(popToMark()));
      case 0x85, 0x86, 0x87 -> push(Sequence.tuple(popMany(opcode - 0x84)));
      case 0x8f -> push(new Sequence(SequenceKind.SET, List.of()));
      case 0x91 -> push(new Sequence(SequenceKind.SET, popToMark()));
      case '}' -> push(new Dict());
      case 'd' -> {
        push(new Dict());
        TorchValue dict = pop();
        putAll(dict, popToMark());
        push(dict);
      }
      case 's' -> {
        List<TorchValue> pair = popMany(2);
        putAll(peek(), pair);
      }
      case 'u' -> {
        List<TorchValue> pairs = popToMark();
        putAll(peek(), pairs);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean stackOrMemo(int opcode) {
    switch (opcode) {
      case 0x80 -> checkProtocol(input.u1());
      case 0x95 -> input.i8(); // a frame: where buffers may end, which is no concern here
      case '(' -> marks.push(stack.size());
      case '0' -> pop();
      case '1' -> popToMark();
      case '2' -> push(peek());
      case 'q' -> memo.put(input.u1(), peek());
      case 'r' -> memo.put(input.i4(), peek());
      case 0x94 -> memo.put(memo.size(), peek());
      case 'h' -> push(remembered(input.u1()));
      case 'j' -> push(remembered(input.i4()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean call(int opcode) {
    switch (opcode) {
      case 'c' -> push(named(input.line(), input.line()));
      case 0x93 -> {
        List<TorchValue> both = popMany(2);
        push(named(plainText(both.get(0)), plainText(both.get(1))));
      }
      case 'R', 0x81 -> {
        TorchValue arguments = pop();
        push(called(pop(), sequence(arguments).items()));
      }
      case 'b' -> build(pop());
      case 'Q' -> {
        TorchValue id = pop();
        push(
            globals
                .persistent(id)
                .orElseThrow(() -> refused("a persistent id that is no storage", "BINPERSID")));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private Name named(String module, String name) {
    String whole = module + "." + name;
    if (!TorchGlobals.allows(whole)) {
      throw refused("'" + whole + "'", "GLOBAL");
    }
    return new Name(whole);
  }

  private TorchValue called(TorchValue function, List<TorchValue> arguments) {
    if (!(function instanceof Name name)) {
      throw refused("a call of something without a name", "REDUCE");
    }
    Optional<TorchValue> result = globals.call(name.value(), arguments);
    return result.orElseThrow(
        () ->
            refused(
                "a call of '%s' with %d arguments".formatted(name.value(), arguments.size()),
                "REDUCE"));
  }

  /** An ordered dictionary's attributes say nothing about weights. */
  private void build(TorchValue state) {
    if (peek() instanceof Instance instance) {
      instance.state(state);
      return;
    }
    if (!(peek() instanceof Dict) || !(state instanceof Dict || state instanceof None)) {
      throw refused("the state of an object", "BUILD");
    }
  }

  private KinolakeException refused(String what, String opcode) {
    return WeightErrors.refused(
        input.origin(),
        "its pickle asks for %s (opcode %s before byte %d), which is no tensor, container, number or text"
            .formatted(what, opcode, input.position()));
  }

  private KinolakeException damaged(String what) {
    return WeightErrors.corrupt(input.origin(), "its pickle makes no sense " + what);
  }

  private void checkProtocol(int protocol) {
    if (protocol < 2 || protocol > HIGHEST_PROTOCOL) {
      throw WeightErrors.refused(
          input.origin(),
          "pickle protocol %d; 2 to %d are read".formatted(protocol, HIGHEST_PROTOCOL));
    }
  }

  private Int integer(int length) {
    if (length > LONGEST_INTEGER) {
      throw new IllegalArgumentException("an integer of %d bytes".formatted(length));
    }
    byte[] bytes = input.bytes(length);
    byte[] bigEndian = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      bigEndian[bytes.length - 1 - i] = bytes[i];
    }
    return new Int(bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bigEndian));
  }

  private Text utf8(long length) {
    return new Text(new String(input.bytes(length), UTF_8));
  }

  private String latin1(long length) {
    return new String(input.bytes(length), ISO_8859_1);
  }

  private void putAll(TorchValue target, List<TorchValue> pairs) {
    if (!(target instanceof Dict dict) || pairs.size() % 2 != 0) {
      throw new IllegalArgumentException("pairs for something else than a dictionary");
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      dict.put(pairs.get(i), pairs.get(i + 1));
    }
  }

  private static Sequence sequence(TorchValue value) {
    if (value instanceof Sequence sequence) {
      return sequence;
    }
    throw new IllegalArgumentException("a sequence is needed");
  }

  private static String plainText(TorchValue value) {
    if (value instanceof Text text) {
      return text.value();
    }
    throw new IllegalArgumentException("a text is needed");
  }

  private TorchValue remembered(int index) {
    TorchValue value = memo.get(index);
    if (value == null) {
      throw new IllegalArgumentException("nothing was stored as %d".formatted(index));
    }
    return value;
  }

  private void push(TorchValue value) {
    stack.add(value);
  }

  private TorchValue pop() {
    TorchValue top = peek();
    stack.remove(stack.size() - 1);
    return top;
  }

  private TorchValue peek() {
    if (stack.isEmpty() || (!marks.isEmpty() && marks.peek() >= stack.size())) {
      throw damaged("before byte %d: its stack is empty".formatted(input.position()));
    }
    return stack.get(stack.size() - 1);
  }

  private List<TorchValue> popMany(int count) {
    List<TorchValue> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(0, pop());
    }
    return items;
  }

  private List<TorchValue> popToMark() {
    if (marks.isEmpty()) {
      throw damaged("before byte %d: a mark is missing".formatted(input.position()));
    }
    List<TorchValue> above = stack.subList(marks.pop(), stack.size());
    List<TorchValue> items = new ArrayList<>(above);
    above.clear();
    return items;
  }
}
