package io.kinolake.models.weights;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.models.weights.TorchValue.Bool;
import io.kinolake.models.weights.TorchValue.Bytes;
import io.kinolake.models.weights.TorchValue.Dict;
import io.kinolake.models.weights.TorchValue.Int;
import io.kinolake.models.weights.TorchValue.Name;
import io.kinolake.models.weights.TorchValue.None;
import io.kinolake.models.weights.TorchValue.Real;
import io.kinolake.models.weights.TorchValue.Sequence;
import io.kinolake.models.weights.TorchValue.SequenceKind;
import io.kinolake.models.weights.TorchValue.Tensor;
import io.kinolake.models.weights.TorchValue.Text;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Writes values as a pickle of protocol 2, tensors as {@code torch.save} does. */
final class PickleOutput {
  /** The only long form that PyTorch's own restricted reader knows has a length of one byte. */
  private static final int LONGEST_INTEGER = 255;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Tensor> tensors = new ArrayList<>();

  /** The pickle of a value. */
  byte[] write(TorchValue root) {
    op(0x80, 2);
    value(root);
    op('.');
    return out.toByteArray();
  }

  /** The tensors written so far; the position of each is the key of its storage. */
  List<Tensor> tensors() {
    return List.copyOf(tensors);
  }

  private void value(TorchValue value) {
    if (value instanceof Tensor tensor) {
      tensor(tensor);
    } else if (value instanceof Dict dict) {
      op('}', '(');
      dict.entries()
          .forEach(
              (key, each) -> {
                value(key);
                value(each);
              });
      op('u');
    } else if (value instanceof Sequence sequence) {
      sequence(sequence);
    } else {
      plain(value);
    }
  }

  private void sequence(Sequence sequence) {
    switch (sequence.kind()) {
      case LIST -> {
        op(']', '(');
        sequence.items().forEach(this::value);
        op('e');
      }
      case TUPLE -> {
        op('(');
        sequence.items().forEach(this::value);
        op('t');
      }
      case SET -> {
        global("builtins", "set");
        op('(');
        sequence(new Sequence(SequenceKind.LIST, sequence.items()));
        op('t', 'R');
      }
    }
  }

  private void plain(TorchValue value) {
    if (value instanceof None) {
      op('N');
    } else if (value instanceof Bool bool) {
      op(bool.value() ? 0x88 : 0x89);
    } else if (value instanceof Int number) {
      integer(number);
    } else if (value instanceof Real real) {
      op('G');
      fixed(Long.reverseBytes(Double.doubleToRawLongBits(real.value())), Long.BYTES);
    } else if (value instanceof Text text) {
      text(text.value());
    } else if (value instanceof Bytes bytes) {
      global("_codecs", "encode");
      op('(');
      text(bytes.latin1());
      text("latin1");
      op('t', 'R');
    } else if (value instanceof Name name) {
      int dot = name.value().lastIndexOf('.');
      global(name.value().substring(0, dot), name.value().substring(dot + 1));
    } else {
      throw new IllegalArgumentException("Not a value to be written: " + value);
    }
  }

  /** {@code _rebuild_tensor_v2(storage, 0, size, stride, False, OrderedDict())}. */
  private void tensor(Tensor tensor) {
    StorageType type = StorageType.of(tensor.info().dtype());
    List<Long> dims = tensor.info().shape().dims();
    global("torch._utils", "_rebuild_tensor_v2");
    op('(', '(');
    text("storage");
    global("torch", type.className());
    text(Integer.toString(tensors.size()));
    text("cpu");
    integer(Int.of(tensor.info().shape().elements()));
    op('t', 'Q');
    integer(Int.of(0));
    value(Sequence.tuple(dims.stream().map(Int::of).toList()));
    value(Sequence.tuple(strides(dims).stream().map(Int::of).toList()));
    op(0x89);
    global("collections", "OrderedDict");
    op(')', 'R', 't', 'R');
    tensors.add(tensor);
  }

  private static List<Long> strides(List<Long> dims) {
    List<Long> strides = new ArrayList<>();
    long stride = 1;
    for (int axis = dims.size() - 1; axis >= 0; axis--) {
      strides.add(0, stride);
      stride *= Math.max(1, dims.get(axis));
    }
    return strides;
  }

  private void integer(Int number) {
    if (number.value().bitLength() < Integer.SIZE) {
      op('J');
      fixed(number.value().intValue(), Integer.BYTES);
      return;
    }
    byte[] bigEndian = number.value().toByteArray();
    if (bigEndian.length > LONGEST_INTEGER) {
      throw new IllegalArgumentException("An integer of %d bytes".formatted(bigEndian.length));
    }
    op(0x8a, bigEndian.length);
    for (int i = bigEndian.length - 1; i >= 0; i--) {
      op(bigEndian[i]);
    }
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    op('X');
    fixed(bytes.length, Integer.BYTES);
    out.writeBytes(bytes);
  }

  private void global(String module, String name) {
    op('c');
    out.writeBytes((module + "\n" + name + "\n").getBytes(US_ASCII));
  }

  private void fixed(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      op((int) (value >>> (8 * i)));
    }
  }

  private void op(int... opcodes) {
    for (int opcode : opcodes) {
      out.write(opcode);
    }
  }
}
