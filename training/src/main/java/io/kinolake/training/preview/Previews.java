package io.kinolake.training.preview;

import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.training.checkpoint.CheckpointFolder;
import io.kinolake.training.checkpoint.CheckpointReader;
import io.kinolake.training.config.ModelSettings;
import io.kinolake.training.config.PreviewSettings;
import io.kinolake.training.config.TrainingConfig;
import io.kinolake.training.loop.CheckpointListener;
import io.kinolake.training.sample.Prompt;
import io.kinolake.training.sample.PromptFile;
import io.kinolake.training.sample.SampleFolder;
import io.kinolake.training.sample.SampleSettings;
import io.kinolake.training.sample.SamplingModel;
import io.kinolake.training.sample.SamplingModels;
import io.kinolake.training.sample.TransformerShare;
import io.kinolake.training.sample.VideoSampler;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Draws videos from checkpoints, of the moving average where there is one, into {@code
 * samples/step_0000100} of the training's folder. Loads the model a second time while it draws.
 */
public final class Previews implements CheckpointListener {
  private final PreviewSettings settings;
  private final ModelSettings model;
  private final NetworkOptions options;
  private final List<Prompt> prompts;
  private final Path training;
  private final Consumer<String> lines;

  private Previews(TrainingConfig config, List<Prompt> prompts, Consumer<String> lines) {
    this.settings = config.samples();
    this.model = config.model();
    this.options = config.compute().options();
    this.prompts = prompts;
    this.training = Path.of(config.run().folder());
    this.lines = lines;
  }

  /**
   * What a training draws; reads the prompts, and looks for the pictures.
   *
   * @param lines takes lines for people
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_ARGUMENT for prompts that cannot be
   *     read, pictures that are not there, or other numbers of both
   */
  public static CheckpointListener of(TrainingConfig config, Consumer<String> lines) {
    PreviewSettings settings = config.samples();
    if (settings.every() == 0) {
      return NONE;
    }
    List<Prompt> prompts =
        PromptFile.read(
            settings.prompts().orElseThrow(), settings.images(), PromptFile.BlankLines.REFUSED);
    return new Previews(config, prompts, lines);
  }

  /** Where a training's samples lie, a folder for each step. */
  public static Path folder(Path training) {
    return training.resolve("samples");
  }

  /** Where the samples of a step lie. */
  public static SampleFolder of(Path training, long step) {
    return new SampleFolder(folder(training).resolve(CheckpointFolder.name(step)));
  }

  @Override
  public boolean wants(long step) {
    return step % settings.every() == 0;
  }

  @Override
  public void written(long step, Path checkpoint) {
    try (SamplingModel opened = open(CheckpointReader.sampled(checkpoint))) {
      SampleSettings own = opened.defaults();
      SampleSettings drawn =
          own.withShape(opened.fitted(own.shape())).withVideosPerPrompt(settings.videosPerPrompt());
      SampleFolder place = SampleFolder.create(of(training, step).root());
      new VideoSampler(opened, drawn, place, line -> {}, InstantSource.system())
          .sample(prompts, VideoSampler.Existing.REPLACED);
      lines.accept("Samples of step %d: %s".formatted(step, place.grid()));
    }
  }

  private SamplingModel open(Path weights) {
    Optional<ModelSettings.StepVideo> sizes = model.stepVideo();
    if (sizes.isEmpty()) {
      return SamplingModels.openSora(
          weights, settings.vae().map(Path::of), settings.t5().map(Path::of), options);
    }
    Optional<Path> tree = settings.models().map(Path::of);
    return SamplingModels.stepVideo(
        tree.orElse(weights),
        tree.map(given -> weights),
        sizes.get().image(),
        TransformerShare.ALONE,
        options);
  }
}
