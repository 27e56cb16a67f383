package io.kinolake.training.step;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.graph.Segment;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.training.optimizer.ElementWork;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Plays tapes. Forward it keeps what the pieces take and give; backward each piece is computed anew
 * from what it took, so that what lies within pieces is in memory for one of them at a time. The
 * last piece is run once for both. Used by one thread. Owns the graphs until it is closed.
 */
public final class TapeRunner implements AutoCloseable {
  private final NetworkOptions options;
  private final Exchanges exchanges;
  private final ElementWork work;
  private final Map<String, Segment> segments = new HashMap<>();

  public TapeRunner(NetworkOptions options, Exchanges exchanges, ElementWork work) {
    this.options = options;
    this.exchanges = exchanges;
    this.work = work;
  }

  /**
   * Computes a micro batch's loss and gradients.
   *
   * @param parameters every parameter of the tape's pieces
   * @param trained names of those whose gradients are wanted
   * @param batch the tape's inputs; they stay the caller's
   * @param weight factor of the loss in the gradients
   * @param sums takes the gradients
   * @return the loss and what is reported, by name
   */
  public Map<String, HostTensor> run(
      Tape tape,
      Map<String, NativeTensor> parameters,
      Set<String> trained,
      Map<String, NativeTensor> batch,
      float weight,
      GradientSums sums) {
    Map<String, NativeTensor> values = new LinkedHashMap<>(batch);
    try (GradientSums changes = new GradientSums(work)) {
      List<Stage> before = tape.stages().subList(0, tape.stages().size() - 1);
      before.forEach(stage -> forward(stage, parameters, values));
      Backward backward = new Backward(parameters, trained, tape.inputs(), values, changes, sums);
      Map<String, HostTensor> told = backward.last(tape, weight);
      for (int i = before.size() - 1; i >= 0; i--) {
        backward.through(before.get(i));
      }
      return told;
    } finally {
      keep(Set.of(), values, batch);
    }
  }

  /**
   * Computes a micro batch's loss without gradients: only what later pieces take is in memory.
   *
   * @param parameters every parameter of the tape's pieces
   * @param batch the tape's inputs; they stay the caller's
   * @return the loss and what is reported, by name
   */
  public Map<String, HostTensor> forward(
      Tape tape, Map<String, NativeTensor> parameters, Map<String, NativeTensor> batch) {
    Map<String, NativeTensor> values = new LinkedHashMap<>(batch);
    try {
      for (int i = 0; i < tape.stages().size(); i++) {
        forward(tape.stages().get(i), parameters, values);
        keep(tape.valuesAfter(i), values, batch);
      }
      Map<String, HostTensor> told = new HashMap<>();
      tape.told().forEach(name -> told.put(name, values.get(name).host()));
      return told;
    } finally {
      keep(Set.of(), values, batch);
    }
  }

  /** Frees values that are not wanted any more, but not the caller's. */
  private static void keep(
      Set<String> wanted, Map<String, NativeTensor> values, Map<String, NativeTensor> batch) {
    Set<NativeTensor> dropped = new HashSet<>(values.values());
    values.keySet().retainAll(wanted);
    dropped.removeAll(values.values());
    dropped.removeAll(batch.values());
    dropped.forEach(NativeTensor::close);
  }

  /** Names and shapes of the parameters of a tape's pieces. */
  public Map<String, Shape> parameterShapes(Tape tape) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    tape.stages().forEach(stage -> addShapes(stage, shapes));
    return shapes;
  }

  private void addShapes(Stage stage, Map<String, Shape> shapes) {
    if (stage instanceof Stage.Compute compute) {
      segment(compute.piece())
          .parameterShapes()
          .forEach((name, shape) -> shapes.put(compute.prefix() + name, shape));
    } else if (stage instanceof Stage.Section section) {
      section.stages().forEach(part -> addShapes(part, shapes));
    }
  }

  @Override
  public void close() {
    segments.values().forEach(Segment::close);
    segments.clear();
  }

  private void forward(
      Stage stage, Map<String, NativeTensor> parameters, Map<String, NativeTensor> values) {
    if (stage instanceof Stage.Compute compute) {
      Segment.Given given =
          new Segment.Given(own(compute, parameters), taken(compute, values), Map.of());
      Segment.Left left = segment(compute.piece()).run(given, compute.gives().keySet(), List.of());
      compute.gives().forEach((output, name) -> values.put(name, left.outputs().get(output)));
    } else if (stage instanceof Stage.Exchange exchange) {
      values.put(exchange.to(), exchanged(exchange, values.get(exchange.from())));
    } else if (stage instanceof Stage.Section section) {
      section.stages().forEach(part -> forward(part, parameters, values));
      drop(section.passing(), values);
    }
  }

  /** An exchanged value may be the one that it was. */
  private static void drop(Set<String> names, Map<String, NativeTensor> values) {
    Set<NativeTensor> dropped = new HashSet<>();
    names.forEach(name -> dropped.add(values.remove(name)));
    values.values().forEach(dropped::remove);
    dropped.forEach(NativeTensor::close);
  }

  private NativeTensor exchanged(Stage.Exchange exchange, NativeTensor value) {
    return switch (exchange.kind()) {
      case SHARE -> value;
      case SUM -> {
        exchanges.sum(value);
        yield value;
      }
      case AVERAGE -> {
        exchanges.average(value);
        yield value;
      }
      case TOKENS_TO_HEADS -> exchanges.tokensToHeads(value);
      case HEADS_TO_TOKENS -> exchanges.headsToTokens(value);
    };
  }

  private Segment segment(Stage.Piece piece) {
    return segments.computeIfAbsent(
        piece.kind(),
        kind ->
            Segment.build(options, piece.definition(), piece.differentiable(), piece.towards()));
  }

  private Map<String, NativeTensor> own(
      Stage.Compute compute, Map<String, NativeTensor> parameters) {
    return segment(compute.piece()).parameterShapes().keySet().stream()
        .collect(Collectors.toMap(name -> name, name -> parameters.get(compute.prefix() + name)));
  }

  private static Map<String, NativeTensor> taken(
      Stage.Compute compute, Map<String, NativeTensor> values) {
    return compute.takes().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> values.get(entry.getValue())));
  }

  /** The way back through one tape. */
  private final class Backward {
    private final Map<String, NativeTensor> parameters;
    private final Set<String> trained;
    private final Set<String> inputs;
    private final Map<String, NativeTensor> values;
    private final GradientSums changes;
    private final GradientSums sums;

    Backward(
        Map<String, NativeTensor> parameters,
        Set<String> trained,
        Set<String> inputs,
        Map<String, NativeTensor> values,
        GradientSums changes,
        GradientSums sums) {
      this.parameters = parameters;
      this.trained = trained;
      this.inputs = inputs;
      this.values = values;
      this.changes = changes;
      this.sums = sums;
    }

    Map<String, HostTensor> last(Tape tape, float weight) {
      Stage.Compute last = tape.last();
      Map<String, HostTensor> told = new HashMap<>();
      try (NativeTensor change = NativeTensor.of(HostTensor.floats(Shape.of(), weight))) {
        List<String> outputs = new ArrayList<>();
        last.gives()
            .forEach(
                (output, name) -> {
                  if (tape.told().contains(name)) {
                    outputs.add(output);
                  }
                });
        Segment.Left left =
            run(last, Map.of(last.piece().differentiable().get(0), change), outputs);
        outputs.forEach(
            output -> {
              try (NativeTensor value = left.outputs().get(output)) {
                told.put(last.gives().get(output), value.host());
              }
            });
        takeUp(last, left);
      }
      return told;
    }

    void through(Stage stage) {
      if (stage instanceof Stage.Compute compute) {
        Map<String, NativeTensor> given = new HashMap<>();
        for (String output : compute.piece().differentiable()) {
          given.put(output, changes.sums().get(compute.gives().get(output)));
        }
        takeUp(compute, run(compute, given, List.of()));
        compute.gives().values().forEach(this::forget);
      } else if (stage instanceof Stage.Exchange exchange) {
        changes.add(exchange.from(), returned(exchange, changes.take(exchange.to())));
        NativeTensor result = values.remove(exchange.to());
        if (result != values.get(exchange.from())) {
          result.close();
        }
      } else if (stage instanceof Stage.Section section) {
        section.early().forEach(part -> forward(part, parameters, values));
        for (int i = section.stages().size() - 1; i >= 0; i--) {
          through(section.stages().get(i));
        }
      }
    }

    private NativeTensor returned(Stage.Exchange exchange, NativeTensor change) {
      return switch (exchange.kind()) {
        case SUM -> change;
        case SHARE -> {
          exchanges.sum(change);
          yield change;
        }
        case AVERAGE -> {
          exchanges.average(change);
          yield change;
        }
        case TOKENS_TO_HEADS -> replaced(change, exchanges.headsToTokens(change));
        case HEADS_TO_TOKENS -> replaced(change, exchanges.tokensToHeads(change));
      };
    }

    private NativeTensor replaced(NativeTensor old, NativeTensor fresh) {
      old.close();
      return fresh;
    }

    private Segment.Left run(
        Stage.Compute compute, Map<String, NativeTensor> change, Collection<String> outputs) {
      Segment segment = segment(compute.piece());
      List<String> wanted = new ArrayList<>();
      for (String name : segment.parameterShapes().keySet()) {
        if (trained.contains(compute.prefix() + name)) {
          wanted.add(name);
        }
      }
      for (String input : compute.piece().towards()) {
        if (!inputs.contains(compute.takes().get(input))) {
          wanted.add(input);
        }
      }
      Segment.Given given =
          new Segment.Given(own(compute, parameters), taken(compute, values), change);
      return segment.run(given, outputs, wanted);
    }

    private void takeUp(Stage.Compute compute, Segment.Left left) {
      left.gradients()
          .forEach(
              (name, gradient) -> {
                String value = compute.takes().get(name);
                if (value == null) {
                  sums.add(compute.prefix() + name, gradient);
                } else {
                  changes.add(value, gradient);
                }
              });
    }

    /** A value and its change are not needed before the stage that gave it. */
    private void forget(String name) {
      values.remove(name).close();
      changes.drop(name);
    }
  }
}
