package io.kinolake.udfs.caption;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.time.Duration;

/** Waits between tries. */
interface Pause {
  Pause SLEEP =
      wait -> {
        try {
          Thread.sleep(wait.toMillis());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new KinolakeException(
              FailureCode.SERVER_ERROR,
              "The task was stopped while it waited for the chat server; run it again",
              e);
        }
      };

  void waitFor(Duration wait);
}
