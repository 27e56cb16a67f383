package io.kinolake.training.cli;

import io.kinolake.models.device.Device;
import io.kinolake.models.device.Devices;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.graph.Precision;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.model.Split;
import io.kinolake.training.parallel.RankLayout;
import io.kinolake.training.parallel.RankPlace;
import io.kinolake.training.sample.Prompt;
import io.kinolake.training.sample.PromptFile;
import io.kinolake.training.sample.SampleFolder;
import io.kinolake.training.sample.SampleSettings;
import io.kinolake.training.sample.SamplingModel;
import io.kinolake.training.sample.SamplingModels;
import io.kinolake.training.sample.TransformerShare;
import io.kinolake.training.sample.VideoSampler;
import io.kinolake.training.sample.VideoShape;
import io.kinolake.training.step.Exchanges;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
          + " --prompts 'a dog runs' --output samples",
      "  kinolake sample t2v --model stepvideo-t2v --prompts prompts.txt --output samples"
          + " --nproc 8 --tp 4 --device gpu:0"
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

  @Mixin private SampleRankOptions ranks;

  @Spec private CommandSpec spec;

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
    RankLayout layout = ranks.layout();
    List<Prompt> asked =
        PromptFile.read(
            prompts,
            Optional.ofNullable(images),
            keepBlank ? PromptFile.BlankLines.PROMPTS : PromptFile.BlankLines.REFUSED);
    Optional<RankPlace> given = RankPlace.given();
    if (given.isPresent()) {
      makeShare(asked, given.get(), layout.tensor());
    } else {
      sample(asked, layout);
    }
    return 0;
  }

  private void sample(List<Prompt> asked, RankLayout layout) {
    try (SamplingModel opened = open(first(layout), Device.parse(device))) {
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
        return;
      }
      SampleFolder folder = SampleFolder.create(output);
      VideoSampler sampler = sampler(opened, settings.withShape(shape), folder);
      int made =
          layout.worldSize() == 1
              ? sampler.sample(asked, existing())
              : share(sampler, asked, layout, folder);
      say("%d videos made, %d were there: %s".formatted(made, videos - made, folder.videos()));
    }
  }

  /** Starts processes that share the videos, and puts together what they made. */
  private int share(
      VideoSampler sampler, List<Prompt> asked, RankLayout layout, SampleFolder folder) {
    List<Integer> missing = sampler.missing(asked, existing());
    if (!missing.isEmpty()) {
      new SampleProcesses(layout, Device.parse(device), folder.root().resolve(".ranks"))
          .make(spec.root().commandLine().getParseResult().originalArgs(), missing);
    }
    sampler.complete(asked, missing);
    return missing.size();
  }

  /** Does the part of one of these processes. */
  private void makeShare(List<Prompt> asked, RankPlace place, int tensor) {
    try (SampleRank rank = SampleRank.join(place, tensor);
        SamplingModel opened = open(rank.share(), place.device())) {
      SampleSettings settings = options.over(opened.defaults());
      sampler(
              opened,
              settings.withShape(opened.fitted(settings.shape())),
              SampleFolder.create(output))
          .make(asked, rank.videos(), rank.role(), rank::begin);
    }
  }

  /** The part of a process that only looks whether the transformer can be shared so. */
  private static TransformerShare first(RankLayout layout) {
    return new TransformerShare(new Split(0, layout.tensor(), 0, 1), Exchanges.ALONE);
  }

  private VideoSampler sampler(SamplingModel opened, SampleSettings settings, SampleFolder folder) {
    return new VideoSampler(opened, settings, folder, this::say, Clock.systemUTC());
  }

  private VideoSampler.Existing existing() {
    return overwrite ? VideoSampler.Existing.REPLACED : VideoSampler.Existing.KEPT;
  }

  private SamplingModel open(TransformerShare share, Device on) {
    NetworkOptions network =
        new NetworkOptions(precision, /* threads= */ 0, Devices.ofMachine().access(on));
    if (kind != Kind.OPENSORA) {
      refuse("--vae", vae);
      refuse("--t5", t5);
      return SamplingModels.stepVideo(
          model, Optional.ofNullable(load), kind == Kind.I2V, share, network);
    }
    refuse("--load", load);
    if (share.split().ranks() > 1) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "--tp shares Step-Video's transformer only. Leave it out for opensora; --nproc shares the videos.");
    }
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
