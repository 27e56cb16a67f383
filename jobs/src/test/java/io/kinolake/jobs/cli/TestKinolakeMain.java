package io.kinolake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TestKinolakeMain {
  @Test
  void everyCommandHasHelp() {
    CommandLine commands = KinolakeMain.commandLine();
    assertThat(commands.getSubcommands()).containsKeys("run", "export", "match", "models");
    commands.getSubcommands().values().forEach(TestKinolakeMain::assertHelp);
  }

  private static void assertHelp(CommandLine command) {
    assertThat(command.getUsageMessage()).startsWith("Usage: ");
    command.getSubcommands().values().forEach(TestKinolakeMain::assertHelp);
  }
}
