package io.kinolake.models.process;

import java.io.Serializable;
import java.net.URI;

/** Where a server is, or how it is made. */
public sealed interface ServerPlace extends Serializable {

  /**
   * A server that others look after.
   *
   * @param address what its addresses begin with
   */
  record Remote(URI address) implements ServerPlace {}

  /**
   * A server beside each executor, one for each device that is assigned to its tasks.
   *
   * @param command starts it
   */
  record Supervised(ServerCommand command) implements ServerPlace {}
}
