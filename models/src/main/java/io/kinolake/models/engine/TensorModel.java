package io.kinolake.models.engine;

import io.kinolake.models.tensor.HostTensor;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A model that turns tensors into tensors: a network of this process or one behind a server.
 * Implementations are thread-safe and hold resources until they are closed.
 */
public interface TensorModel extends AutoCloseable {

  /** What it takes. */
  List<TensorSpec> inputs();

  /** What it gives. */
  List<TensorSpec> outputs();

  /**
   * Runs the model once.
   *
   * @param given a value for each input
   * @param wanted names of outputs
   * @return the outputs by name, in the order asked for
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_FINITE if an output holds NaN or
   *     infinity; DEVICE_MEMORY, SERVER_ERROR or SERVER_REFUSED if there is none
   */
  Map<String, HostTensor> run(Map<String, HostTensor> given, Collection<String> wanted);

  @Override
  void close();
}
