package io.kinolake.training.cli;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.training.sample.SampleSettings;
import io.kinolake.training.sample.VideoShape;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What may be asked for other than a model's own settings. */
final class SampleOptions {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");
  private static final Pattern RATE = Pattern.compile("\\d{1,6}(/\\d{1,6})?");

  @Option(
      names = {"-n", "--videos-per-prompt"},
      paramLabel = "N",
      description = "Videos of each prompt, one after another (default: 1).")
  private Integer videosPerPrompt;

  @Option(names = "--positive", description = "Put behind every prompt; '' for nothing.")
  private String positive;

  @Option(names = "--negative", description = "What guidance leads away from.")
  private String negative;

  @Option(
      names = {"--guidance", "--cfg-scale"},
      description = "Scale of classifier-free guidance; not used up to 1.")
  private Float guidance;

  @Option(
      names = {"--steps", "--num-sampling-steps"},
      description = "Steps of the denoising.")
  private Integer steps;

  @Option(names = "--shift", description = "Shift of the flow's times.")
  private Float shift;

  @Option(names = "--seed", description = "From which each video's own follows (default: 1234).")
  private Long seed;

  @Option(names = "--motion-score", description = "For i2v: how much shall move (default: 5).")
  private Float motion;

  @Option(names = "--size", paramLabel = "WxH", description = "Of the pictures, rounded down.")
  private String size;

  @Option(names = "--frames", description = "Of a video, rounded down.")
  private Integer frames;

  @Option(names = "--fps", description = "Frames a second, such as 25 or 30000/1001.")
  private String fps;

  /** The settings with what was asked for. */
  SampleSettings over(SampleSettings own) {
    SampleSettings.Guide guide = own.guide();
    if (shift != null && guide.shift().isEmpty()) {
      throw refused("--shift has no meaning for a model that follows no flow. Leave it out.");
    }
    if (negative != null && own.texts().negative().isEmpty()) {
      throw refused(
          "--negative has no meaning for a model with an empty caption of its own. Leave it out.");
    }
    return new SampleSettings(
        new VideoShape(frames(own), size == null ? own.shape().size() : parsedSize()),
        fps == null ? own.rate() : parsedRate(),
        new SampleSettings.Guide(
            or(steps, guide.steps()),
            or(guidance, guide.guidance()),
            Optional.ofNullable(shift).or(guide::shift),
            or(motion, guide.motion())),
        new SampleSettings.Texts(
            or(positive, own.texts().positive()),
            Optional.ofNullable(negative).or(own.texts()::negative)),
        or(seed, own.seed()),
        or(videosPerPrompt, own.videosPerPrompt()));
  }

  private int frames(SampleSettings own) {
    int wanted = or(frames, own.shape().frames());
    if (wanted < 1) {
      throw refused("--frames is at least 1, not %d.".formatted(wanted));
    }
    return wanted;
  }

  private FrameSize parsedSize() {
    Matcher matcher = SIZE.matcher(size);
    if (!matcher.matches()) {
      throw refused("--size is WIDTHxHEIGHT, such as 992x544, not '%s'.".formatted(size));
    }
    int width = Integer.parseInt(matcher.group(1));
    int height = Integer.parseInt(matcher.group(2));
    if (width == 0 || height == 0) {
      throw refused("--size is at least 1x1, not '%s'.".formatted(size));
    }
    return new FrameSize(width, height);
  }

  private Rational parsedRate() {
    if (!RATE.matcher(fps).matches() || fps.endsWith("/0")) {
      throw refused("--fps is a number or a ratio such as 30000/1001, not '%s'.".formatted(fps));
    }
    return Rational.parse(fps);
  }

  private static <T> T or(T given, T own) {
    return given == null ? own : given;
  }

  private static KinolakeException refused(String message) {
    return new KinolakeException(FailureCode.BAD_ARGUMENT, message);
  }
}
