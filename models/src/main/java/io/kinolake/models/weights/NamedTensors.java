package io.kinolake.models.weights;

import io.kinolake.models.weights.TorchValue.Dict;
import io.kinolake.models.weights.TorchValue.Int;
import io.kinolake.models.weights.TorchValue.Sequence;
import io.kinolake.models.weights.TorchValue.Tensor;
import io.kinolake.models.weights.TorchValue.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the tensors in a tree of values and names them by the keys that lead to them. */
final class NamedTensors {
  private static final int DEEPEST = 64;

  /** A pickle can hold one container in many places; beyond this a tree is one of those. */
  private static final int MOST_VALUES = 10_000_000;

  private final String origin;
  private final Map<String, Tensor> named = new LinkedHashMap<>();
  private int visited;

  private NamedTensors(String origin) {
    this.origin = origin;
  }

  static Map<String, Tensor> of(String origin, TorchValue root) {
    NamedTensors names = new NamedTensors(origin);
    names.visit("", root, 0);
    return names.named;
  }

  private void visit(String name, TorchValue value, int depth) {
    if (depth > DEEPEST || ++visited > MOST_VALUES) {
      throw WeightErrors.refused(
          origin,
          "containers within containers at '%s': more than %d deep or %d values"
              .formatted(name.substring(0, Math.min(name.length(), 200)), DEEPEST, MOST_VALUES));
    }
    if (value instanceof Tensor tensor) {
      if (named.put(name, tensor) != null) {
        throw WeightErrors.corrupt(origin, "two tensors have the name '%s'".formatted(name));
      }
    } else if (value instanceof Dict dict) {
      dict.entries().forEach((key, each) -> visit(join(name, keyText(key)), each, depth + 1));
    } else if (value instanceof Sequence sequence) {
      List<TorchValue> items = sequence.items();
      for (int i = 0; i < items.size(); i++) {
        visit(join(name, Integer.toString(i)), items.get(i), depth + 1);
      }
    }
  }

  private static String keyText(TorchValue key) {
    if (key instanceof Text text) {
      return text.value();
    }
    return key instanceof Int number ? number.value().toString() : key.toString();
  }

  private static String join(String name, String key) {
    return name.isEmpty() ? key : name + "." + key;
  }
}
