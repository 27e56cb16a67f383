package io.kinolake.training.prepare;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.training.config.TrainingConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Samples for a training, made of the videos of a warehouse, of a table of clips and captions, or
 * of preference pairs. Whatever is there already is not made again.
 *
 * @param source a warehouse of the pipeline, a table with the columns {@code path} and {@code
 *     text}, or the file that {@code preference.pairs} names
 * @param pipeline the pipeline's settings file
 * @param settings of the pipeline, such as {@code features.t5}
 */
public record PreparedData(Path source, Optional<Path> pipeline, Map<String, String> settings) {
  private static final String OWN_WAREHOUSE = "warehouse";
  private static final String DELTA_LOG = "_delta_log";

  public PreparedData {
    settings = Map.copyOf(settings);
  }

  /**
   * Makes what is missing.
   *
   * @return the warehouse of the samples: the source itself, or one in the training's folder
   * @throws KinolakeException NOT_FOUND; BAD_CONFIG if model and samples do not fit, or the
   *     pipeline's settings are wrong; PIPELINE_FAILED
   */
  public Path make(TrainingConfig config, PipelineCommand command) {
    if (!Files.exists(source)) {
      throw new KinolakeException(
          FailureCode.NOT_FOUND,
          "There is no '%s'. --data-path names a table of clips (path, text) or a warehouse."
              .formatted(source));
    }
    KnownFeatures.require(config);
    boolean isWarehouse =
        Files.isDirectory(source.resolve(ClipTable.SCHEMA.name()).resolve(DELTA_LOG));
    Path folder = Path.of(config.run().folder());
    Path warehouse = isWarehouse ? source : folder.resolve(OWN_WAREHOUSE);
    Path table =
        PairTable.isOne(source, config.preference())
            ? PairTable.write(config.preference(), folder)
            : source;
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        isWarehouse ? List.of("features") : List.of("prepare", "--input", table.toString()));
    arguments.addAll(List.of("--warehouse", warehouse.toString()));
    pipeline.ifPresent(file -> arguments.addAll(List.of("--config", file.toString())));
    arguments.addAll(List.of("--set", "features.sets=[" + config.data().featureSet() + "]"));
    settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    command.run(arguments);
    return warehouse;
  }
}
