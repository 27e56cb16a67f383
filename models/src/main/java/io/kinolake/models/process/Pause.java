package io.kinolake.models.process;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.time.Duration;

/** Waits between tries. */
public interface Pause {
  Pause SLEEP =
      wait -> {
        try {
          Thread.sleep(wait.toMillis());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new KinolakeException(
              FailureCode.SERVER_ERROR,
              "The task was stopped while it waited for a server; run it again",
              e);
        }
      };

  void waitFor(Duration wait);
}
