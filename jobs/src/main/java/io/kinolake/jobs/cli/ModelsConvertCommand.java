package io.kinolake.jobs.cli;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.weights.CastWeights;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.ShardedWriter;
import io.kinolake.models.weights.TorchWriter;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes weights in another format, tensor by tensor. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = {
      "Writes weights in another format, one tensor at a time. IN is a file, an index or a folder",
      "of safetensors or PyTorch's files. OUT says the format: .safetensors, or .pt, .pth and .bin",
      "for PyTorch, or a folder with --shard-megabytes."
    },
    footer = {
      "",
      "Examples:",
      "  kinolake models convert pytorch_model.bin model.safetensors --dtype bf16",
      "  kinolake models convert model.safetensors sharded --shard-megabytes 4096"
    })
final class ModelsConvertCommand implements Callable<Integer> {
  private static final long MEGABYTE = 1 << 20;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "IN", description = "File, index or folder to read.")
  private Path input = Path.of("");

  @Parameters(index = "1", paramLabel = "OUT", description = "File or folder to write.")
  private Path output = Path.of("");

  @Option(
      names = "--dtype",
      description =
          "Type of the floating tensors: ${COMPLETION-CANDIDATES}; as they are if left out.")
  private Optional<Format> dtype = Optional.empty();

  @Option(
      names = "--shard-megabytes",
      paramLabel = "N",
      description = "Write a folder of safetensors files of at most N MiB with an index.")
  private Optional<Integer> shardMegabytes = Optional.empty();

  @Option(names = "--overwrite", description = "Replace a file that is there.")
  private boolean overwrite;

  /** Types of floating tensors. */
  private enum Format {
    FP32(DType.F32),
    FP16(DType.F16),
    BF16(DType.BF16);

    private final DType type;

    Format(DType type) {
      this.type = type;
    }
  }

  @Override
  public Integer call() {
    if (!overwrite && Files.exists(output)) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "'%s' is there already. Name another place, or say --overwrite.".formatted(output));
    }
    try (WeightSource read = WeightFiles.open(input)) {
      WeightSource source =
          dtype.<WeightSource>map(format -> new CastWeights(read, format.type)).orElse(read);
      write(source);
      spec.commandLine()
          .getOut()
          .printf("Wrote %d tensors to %s%n", source.tensors().size(), output);
      spec.commandLine().getOut().flush();
    }
    return 0;
  }

  private void write(WeightSource source) {
    String name = output.getFileName().toString();
    if (shardMegabytes.isPresent()) {
      ShardedWriter.copy(source, output, Math.max(1, shardMegabytes.get()) * MEGABYTE);
    } else if (name.endsWith(".safetensors")) {
      SafetensorsWriter.copy(source, output, Map.of("format", "pt"));
    } else if (name.endsWith(".pt") || name.endsWith(".pth") || name.endsWith(".bin")) {
      TorchWriter.copy(source, output);
    } else {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "'%s' says no format. End it in .safetensors, .pt, .pth or .bin, or give --shard-megabytes."
              .formatted(output));
    }
  }
}
