package io.kinolake.models.engine;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a batch again in two halves, once, where the device has too little memory for all of it. The
 * first axis of every input and output is the batch.
 *
 * @param model owned by this one
 */
public record HalvedBatch(TensorModel model) implements TensorModel {
  private static final System.Logger LOG = System.getLogger(HalvedBatch.class.getName());

  @Override
  public List<TensorSpec> inputs() {
    return model.inputs();
  }

  @Override
  public List<TensorSpec> outputs() {
    return model.outputs();
  }

  @Override
  public Map<String, HostTensor> run(Map<String, HostTensor> given, Collection<String> wanted) {
    try {
      return model.run(given, wanted);
    } catch (KinolakeException e) {
      long rows = given.values().iterator().next().shape().dim(0);
      if (e.failure().code() != FailureCode.DEVICE_MEMORY || rows < 2) {
        throw e;
      }
      LOG.log(
          System.Logger.Level.WARNING,
          "A batch of {0} is run in two halves: {1}",
          rows,
          e.failure().message());
      return inHalves(given, wanted, rows);
    }
  }

  @Override
  public void close() {
    model.close();
  }

  private Map<String, HostTensor> inHalves(
      Map<String, HostTensor> given, Collection<String> wanted, long rows) {
    Map<String, HostTensor> first = model.run(rows(given, 0, rows / 2), wanted);
    Map<String, HostTensor> second = model.run(rows(given, rows / 2, rows), wanted);
    Map<String, HostTensor> joined = new LinkedHashMap<>();
    first.forEach(
        (name, value) -> joined.put(name, TensorRows.concat(List.of(value, second.get(name)))));
    return joined;
  }

  private static Map<String, HostTensor> rows(Map<String, HostTensor> given, long from, long to) {
    Map<String, HostTensor> part = new LinkedHashMap<>();
    given.forEach((name, value) -> part.put(name, TensorRows.slice(value, from, to)));
    return part;
  }
}
