package io.kinolake.training.cli;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.checkpoint.CheckpointFolder;
import io.kinolake.training.learning.LearningDemo;
import io.kinolake.training.learning.LearningScore;
import io.kinolake.training.prepare.PipelineCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a small model on films of moving shapes and shows what it has learned. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Makes films of moving shapes, runs the pipeline on them, trains a small model on their",
      "captions, and asks it for shapes that it has not seen. Goes on where it was stopped.",
      "Examples:",
      "  kinolake demo --train",
      "  kinolake demo --train --preset tiny-stdit"
    })
final class LearningDemoCommand implements Callable<Integer> {
  @Option(names = "--train", description = "Says that this demo is wanted.")
  @SuppressWarnings("unused") // read by the launcher
  private boolean train;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      defaultValue = "./demo-train",
      description = "Where films, warehouse and training go (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "tiny-t2v",
      description = "tiny-t2v or tiny-stdit (default: ${DEFAULT-VALUE}).")
  private String preset;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of the training, such as run.steps=100; may be given several times.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Override
  public Integer call() {
    LearningDemo demo = new LearningDemo(folder.toAbsolutePath().normalize());
    PipelineCommand pipeline = PipelineCommand.ofLauncher();
    demo.write();
    pipeline.run(
        List.of(
            "run",
            "--videos",
            demo.films().toString(),
            "--warehouse",
            demo.warehouse().toString(),
            "--config",
            pipeline.conf("learning-demo.yaml").toString()));
    Path training = demo.folder().resolve(preset);
    int exitCode = TrainingMain.run(arguments(pipeline, demo, training));
    if (exitCode == 0) {
      tell(training);
    }
    return exitCode;
  }

  private String[] arguments(PipelineCommand pipeline, LearningDemo demo, Path training) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("data.warehouse", demo.warehouse().toString());
    all.put("run.folder", training.toString());
    all.put("samples.every", "200");
    all.put("samples.prompts", demo.prompts().toString());
    all.put("samples.videos-per-prompt", Integer.toString(LearningDemo.VIDEOS_PER_PROMPT));
    all.putAll(settings);
    List<String> arguments = new ArrayList<>(List.of("train", "--config"));
    arguments.add(pipeline.conf("training/" + preset + ".yaml").toString());
    all.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    return arguments.toArray(String[]::new);
  }

  private static void tell(Path training) {
    long last =
        new CheckpointFolder(training.resolve("checkpoints"))
            .newest()
            .orElseThrow(
                () ->
                    new KinolakeException(
                        FailureCode.NOT_FOUND,
                        "'%s' has no checkpoint. Remove the folder and start again."
                            .formatted(training)))
            .step();
    LearningScore before = LearningDemo.examine(training, 0);
    LearningScore after = LearningDemo.examine(training, last);
    System.out.println();
    System.out.println("Shapes that no film showed, asked for by their captions:");
    System.out.println("  untrained         " + before);
    System.out.println("  after step %-6d ".formatted(last) + after);
    System.out.println("  by chance         colour 1 of 6, direction at most 1 of 4");
    System.out.println("Report: " + training.resolve("report.html"));
  }
}
