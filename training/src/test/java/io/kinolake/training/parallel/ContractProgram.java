package io.kinolake.training.parallel;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * A main class that runs {@link TensorFlowContract} and tells what failed and how much succeeded.
 */
final class ContractProgram {
  private ContractProgram() {}

  public static void main(String[] arguments) {
    SummaryGeneratingListener tests = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(TensorFlowContract.class))
                .build(),
            tests);
    tests
        .getSummary()
        .printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8), 5);
    System.out.println(tests.getSummary().getTestsSucceededCount() + " succeeded");
    System.exit(tests.getSummary().getTotalFailureCount() == 0 ? 0 : 1);
  }
}
