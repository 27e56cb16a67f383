package io.kinolake.training.cli;

import io.kinolake.models.device.Device;
import io.kinolake.models.device.Devices;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.graph.Precision;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.sample.Prompt;
import io.kinolake.training.sample.PromptFile;
import io.kinolake.training.sample.SampleFolder;
import io.kinolake.training.sample.SampleSettings;
import io.kinolake.training.sample.SamplingModel;
import io.kinolake.training.sample.SamplingModels;
import io.kinolake.training.sample.VideoSampler;
import io.kinolake.training.sample.VideoShape;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes videos from prompts. */
@Command(
    name = "sample",
    mixinStandardHelpOptions = true,
    description = {
      "Makes videos from prompts.",
      "Examples:",
      "  kinolake sample t2v --model stepvideo-t2v --prompts prompts.txt --output samples",
      "  kinolake sample i2v --model stepvideo-ti2v --prompts p.txt --images i.txt --output samples",
      "  kinolake sample opensora --model ema.pt --vae sd-vae-ft-ema --t5 t5-v1_1-xxl"
          + " --prompts 'a dog runs' --output samples"
    })
final class SampleCommand implements Callable<Integer> {
  /** Families of models. */
  enum Kind {
    /** Step-Video, text to video. */
    T2V,
    /** Step-Video, image to video. */
    I2V,
    /** Open-Sora 1.0, text to video. */
    OPENSORA
  }

  @Parameters(paramLabel = "KIND", description = "t2v, i2v or opensora")
  private Kind kind;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "PATH",
      description =
          "Folder of Step-Video as published, of a model trained on the tiny feature set, or the"
              + " STDiT's weights for opensora.")
  private Path model;

  @Option(
      names = "--load",
      paramLabel = "PATH",
      description =
          "Other weights of Step-Video's transformer: a file, a folder, or a tree of MindSpeed-MM"
              + " for any ranks and stages.")
  private Path load;

  @Option(names = "--vae", paramLabel = "DIR", description = "Stable Diffusion's autoencoder.")
  private Path vae;

  @Option(names = "--t5", paramLabel = "DIR", description = "T5's encoder with spiece.model.")
  private Path t5;

  @Option(
      names = {"--prompts", "--prompt-path"},
      required = true,
      paramLabel = "FILE|TEXT",
      description = "A file with a prompt in each line, or the only prompt.")
  private String prompts;

  @Option(
      names = "--images",
      paramLabel = "FILE",
      description = "For i2v: a picture, or a text file with the path of one in each line.")
  private String images;

  @Option(
      names = {"--output", "--save-dir"},
      required = true,
      paramLabel = "DIR",
      description = "Gets videos/video_0.mp4 and on, video_grid.mp4 and the table samples.")
  private Path output;

  @Option(names = "--keep-blank", description = "Take blank lines for empty prompts.")
  private boolean keepBlank;

  @Option(names = "--overwrite", description = "Make videos anew that are there.")
  private boolean overwrite;

  @Option(names = "--dry-run", description = "Only say what would be made.")
  private boolean dryRun;

  @Option(names = "--verbose", description = "Show where an error arose.")
  @SuppressWarnings("unused") // read by the main class from the arguments
  private boolean verbose;

  @Mixin private SampleOptions options;

  @Option(
      names = "--precision",
      defaultValue = "float32",
      description = "In which networks multiply: float32 or bfloat16 (default: ${DEFAULT-VALUE}).")
  private Precision precision;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu, gpu, gpu:1 and so on (default: ${DEFAULT-VALUE}).")
  private String device;

  @Override
  public Integer call() {
    List<Prompt> asked =
        PromptFile.read(
            prompts,
            Optional.ofNullable(images),
            keepBlank ? PromptFile.BlankLines.PROMPTS : PromptFile.BlankLines.REFUSED);
    try (SamplingModel opened = open()) {
      SampleSettings settings = options.over(opened.defaults());
      VideoShape shape = opened.fitted(settings.shape());
      if (!shape.equals(settings.shape())) {
        say(
            "The model makes %s where %s were asked for; so it is done."
                .formatted(shape, settings.shape()));
      }
      int videos = asked.size() * settings.videosPerPrompt();
      say(
          "%d videos of %s at %s frames a second, %d steps, checkpoint %s"
              .formatted(
                  videos,
                  shape,
                  settings.rate(),
                  settings.guide().steps(),
                  opened.checkpoint().value()));
      if (dryRun) {
        return 0;
      }
      SampleFolder folder = SampleFolder.create(output);
      int made =
          new VideoSampler(opened, settings.withShape(shape), folder, this::say, Clock.systemUTC())
              .sample(
                  asked, overwrite ? VideoSampler.Existing.REPLACED : VideoSampler.Existing.KEPT);
      say("%d videos made, %d were there: %s".formatted(made, videos - made, folder.videos()));
      return 0;
    }
  }

  private SamplingModel open() {
    NetworkOptions network =
        new NetworkOptions(
            precision, /* threads= */ 0, Devices.ofMachine().access(Device.parse(device)));
    if (kind != Kind.OPENSORA) {
      refuse("--vae", vae);
      refuse("--t5", t5);
      return SamplingModels.stepVideo(model, Optional.ofNullable(load), kind == Kind.I2V, network);
    }
    refuse("--load", load);
    return SamplingModels.openSora(
        model, Optional.ofNullable(vae), Optional.ofNullable(t5), network);
  }

  private void refuse(String option, Path given) {
    if (given != null) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "%s has no meaning for %s. Leave it out."
              .formatted(option, kind.name().toLowerCase(Locale.ROOT)));
    }
  }

  private void say(String line) {
    System.out.println(line);
  }
}
