package io.kinolake.jobs.cli;

import picocli.CommandLine.Command;

/** What is done with models alone. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    description = "Lists, checks, converts and serves networks and their weights.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ModelsListCommand.class,
      ModelsCheckCommand.class,
      ModelsConvertCommand.class,
      ModelsServeCommand.class
    })
final class ModelsCommand {}
