package io.kinolake.training.cli;

import picocli.CommandLine.Command;

/** Work on checkpoints of training. */
@Command(
    name = "checkpoint",
    mixinStandardHelpOptions = true,
    description = "Works on checkpoints of training.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ConvertCommand.class, CheckpointDataCommand.class})
final class CheckpointCommand {}
