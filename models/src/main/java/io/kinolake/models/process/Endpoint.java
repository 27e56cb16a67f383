package io.kinolake.models.process;

import java.net.URI;

/** Where a server listens. Thread-safe. */
public interface Endpoint {

  /**
   * The server's address, once it listens there.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if it cannot be had
   */
  URI address();

  /**
   * Told that a request to this address got no answer: whoever owns the server ends it.
   *
   * @return whether the next to ask for the address gets a server that was started again
   */
  default boolean unanswered(URI address) {
    return false;
  }

  /** A server that others look after. */
  static Endpoint at(URI address) {
    return () -> address;
  }
}
