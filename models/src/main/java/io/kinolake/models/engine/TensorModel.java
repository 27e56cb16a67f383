package io.kinolake.models.engine;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
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
   * @throws KinolakeException NOT_FINITE if an output holds NaN or infinity; DEVICE_MEMORY,
   *     SERVER_ERROR or SERVER_REFUSED if there is none
   */
  Map<String, HostTensor> run(Map<String, HostTensor> given, Collection<String> wanted);

  /**
   * Refuses a model that is another than it is taken for.
   *
   * @param network what it is taken for
   * @param takes what that takes
   * @param gives what that gives, at least
   * @throws KinolakeException BAD_CONFIG naming what the model takes and gives
   */
  default void require(String network, List<TensorSpec> takes, List<TensorSpec> gives) {
    boolean same =
        takes.size() == inputs().size()
            && takes.stream().allMatch(spec -> inputs().stream().anyMatch(spec::agreesWith))
            && gives.stream().allMatch(spec -> outputs().stream().anyMatch(spec::agreesWith));
    if (!same) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "The model that runs as %s takes %s and gives %s, where %s and %s are needed. Serve the model whose folder is set."
              .formatted(network, inputs(), outputs(), takes, gives));
    }
  }

  @Override
  void close();
}
