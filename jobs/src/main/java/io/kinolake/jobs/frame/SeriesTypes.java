package io.kinolake.jobs.frame;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** How pandas picks the type of a column made from values or from other columns. */
final class SeriesTypes {
  private SeriesTypes() {}

  static Series infer(List<?> values) {
    boolean longs = false;
    boolean doubles = false;
    boolean booleans = false;
    boolean missing = false;
    for (Object value : values) {
      if (value instanceof Long) {
        longs = true;
      } else if (value instanceof Double) {
        doubles = true;
      } else if (value instanceof Boolean) {
        booleans = true;
      } else if (value == Missing.NAN) {
        missing = true;
      } else {
        return ObjectSeries.of(values);
      }
    }
    if (values.isEmpty() || (booleans && (longs || doubles || missing))) {
      return ObjectSeries.of(values);
    }
    if (booleans) {
      return booleans(values);
    }
    return longs && !doubles && !missing ? longs(values) : doubles(values);
  }

  private static Series booleans(List<?> values) {
    var array = new boolean[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = (Boolean) values.get(i);
    }
    return new BooleanSeries(array);
  }

  private static Series longs(List<?> values) {
    return new LongSeries(values.stream().mapToLong(value -> (Long) value).toArray());
  }

  private static Series doubles(List<?> values) {
    return new DoubleSeries(
        values.stream()
            .mapToDouble(
                value -> value instanceof Number number ? number.doubleValue() : Double.NaN)
            .toArray());
  }

  static Series concat(List<Series> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    if (parts.stream().allMatch(TextSeries.class::isInstance)) {
      return parts.stream().map(TextSeries.class::cast).reduce(TextSeries::concat).orElseThrow();
    }
    Set<DataType> types = EnumSet.noneOf(DataType.class);
    parts.forEach(part -> types.add(part.type()));
    var values = new ArrayList<Object>();
    for (Series part : parts) {
      for (int i = 0; i < part.size(); i++) {
        values.add(part.value(i));
      }
    }
    if (types.contains(DataType.OBJECT)) {
      return ObjectSeries.of(values);
    }
    return concatNumbers(types, values);
  }

  /** Booleans beside numbers become numbers, beside floats in an object column. */
  private static Series concatNumbers(Set<DataType> types, List<Object> values) {
    if (types.equals(EnumSet.of(DataType.BOOL))) {
      return booleans(values);
    }
    boolean anyBooleans = types.contains(DataType.BOOL);
    if (anyBooleans) {
      boolean floats = types.contains(DataType.FLOAT64);
      values.replaceAll(
          value -> {
            if (value instanceof Boolean truth) {
              long number = truth ? 1 : 0;
              return floats ? (Object) (double) number : (Object) number;
            }
            return floats && value instanceof Long number ? (Object) number.doubleValue() : value;
          });
      if (floats) {
        return ObjectSeries.of(values);
      }
    }
    return types.contains(DataType.FLOAT64) ? doubles(values) : longs(values);
  }
}
