package io.kinolake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TestKinolakeMain {
  @Test
  void everyCommandHasHelp() {
    CommandLine commands = KinolakeMain.commandLine();
    assertThat(commands.getSubcommands()).containsKeys("run", "export", "match", "models");
    commands.getSubcommands().values().forEach(TestKinolakeMain::assertHelp);
  }

  @ParameterizedTest
  @CsvSource({"probe, --warehouse w", "run, --videos films"})
  void verifyingIsAnOptionOfTheCommandsThatLookAtSources(String name, String others) {
    assertThat(ownSettings(name + " " + others + " --verify"))
        .containsExactly(entry("probe.verify", "true"));
    assertThat(ownSettings(name + " " + others)).isEmpty();
  }

  @Test
  void otherStepsDoNotVerify() {
    assertThatThrownBy(() -> ownSettings("score --verify"))
        .isInstanceOf(CommandLine.UnmatchedArgumentException.class);
  }

  private static Map<String, String> ownSettings(String line) {
    CommandLine.ParseResult parsed = KinolakeMain.commandLine().parseArgs(line.split(" "));
    return ((LakeCommand) parsed.subcommand().commandSpec().userObject()).ownSettings();
  }

  private static void assertHelp(CommandLine command) {
    assertThat(command.getUsageMessage()).startsWith("Usage: ");
    command.getSubcommands().values().forEach(TestKinolakeMain::assertHelp);
  }
}
