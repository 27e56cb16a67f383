package io.kinolake.models.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.weights.TorchValue;
import io.kinolake.models.weights.TorchValue.Bool;
import io.kinolake.models.weights.TorchValue.Dict;
import io.kinolake.models.weights.TorchValue.Int;
import io.kinolake.models.weights.TorchValue.Real;
import io.kinolake.models.weights.TorchValue.Sequence;
import io.kinolake.models.weights.TorchValue.SequenceKind;
import io.kinolake.models.weights.TorchValue.Text;
import java.util.List;
import java.util.Map;

/**
 * Values in JSON that keep Python's types: {@code {"type": "int", "value": 7}}, {@code items} for
 * containers, and for dictionaries pairs in order.
 */
final class TypedJson {
  private TypedJson() {}

  static boolean matches(JsonNode expected, TorchValue value) {
    JsonNode plain = expected.path("value");
    return switch (expected.path("type").asText()) {
      case "none" -> value instanceof TorchValue.None;
      case "bool" -> value.equals(new Bool(plain.booleanValue()));
      case "int" -> value.equals(new Int(plain.bigIntegerValue()));
      case "float" -> value.equals(new Real(real(plain)));
      case "str" -> value.equals(new Text(plain.textValue()));
      case "list" -> sequence(expected.path("items"), value, SequenceKind.LIST);
      case "tuple" -> sequence(expected.path("items"), value, SequenceKind.TUPLE);
      case "dict" -> value instanceof Dict dict && dict(expected.path("items"), dict);
      default -> false;
    };
  }

  private static double real(JsonNode value) {
    return value.isTextual()
        ? Double.parseDouble(value.textValue().replace("inf", "Infinity"))
        : value.doubleValue();
  }

  private static boolean sequence(JsonNode items, TorchValue value, SequenceKind kind) {
    if (!(value instanceof Sequence sequence)
        || sequence.kind() != kind
        || sequence.items().size() != items.size()) {
      return false;
    }
    boolean equal = true;
    for (int i = 0; i < items.size(); i++) {
      equal &= matches(items.get(i), sequence.items().get(i));
    }
    return equal;
  }

  private static boolean dict(JsonNode pairs, Dict dict) {
    List<Map.Entry<TorchValue, TorchValue>> entries = List.copyOf(dict.entries().entrySet());
    boolean equal = entries.size() == pairs.size();
    for (int i = 0; equal && i < entries.size(); i++) {
      JsonNode key = pairs.get(i).get(0);
      TorchValue found = entries.get(i).getKey();
      boolean sameKey =
          key.isTextual()
              ? found.equals(new Text(key.textValue()))
              : key.isIntegralNumber()
                  ? found.equals(new Int(key.bigIntegerValue()))
                  : matches(key, found);
      equal = sameKey && matches(pairs.get(i).get(1), entries.get(i).getValue());
    }
    return equal;
  }
}
