package io.kinolake.training.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How ranks, each a process, share the work. Their number on all hosts is a multiple of {@code
 * tensor · context}; the quotient is the number of data-parallel ranks.
 *
 * @param tensor ranks that share each layer
 * @param context ranks that share each video's frames
 * @param nodes hosts
 * @param processesPerNode ranks of one host
 * @param rendezvous where rank 0 listens, {@code host:port}; with one host it is found by itself
 * @param deadline how long a rank waits for another
 * @param transport what carries vectors between ranks
 */
public record ParallelSettings(
    int tensor,
    int context,
    int nodes,
    int processesPerNode,
    Optional<String> rendezvous,
    Duration deadline,
    Transport transport) {

  /** What carries vectors between ranks. */
  public enum Transport {
    /** Plain TCP. */
    SOCKETS,
    /**
     * TensorFlow's collective operations. Each rank listens on all addresses of its host, asks for
     * no password, and runs whatever it is sent: only for hosts that nobody else can reach.
     */
    TENSORFLOW
  }

  public ParallelSettings {
    if (tensor < 1 || context < 1 || nodes < 1 || processesPerNode < 1) {
      throw new IllegalArgumentException("numbers of ranks and hosts are at least 1");
    }
    if (nodes > 1 && rendezvous.isEmpty()) {
      throw new IllegalArgumentException("several nodes need a 'rendezvous', host:port");
    }
  }

  /** Ranks on all hosts. */
  public int ranks() {
    return nodes * processesPerNode;
  }
}
