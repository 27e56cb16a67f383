package io.kinolake.training.sample;

import io.kinolake.models.diffusion.Guidance;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lays out which videos are made: those of a prompt follow each other. */
final class SamplePlan {
  private final SamplingModel model;
  private final SampleSettings settings;

  SamplePlan(SamplingModel model, SampleSettings settings) {
    this.model = model;
    this.settings = settings;
  }

  /** What guidance leads away from, where it does and by a text. */
  Optional<String> negative() {
    return settings
        .texts()
        .negative()
        .filter(text -> Guidance.isNeeded(settings.guide().guidance()));
  }

  /**
   * The videos of prompts.
   *
   * @throws KinolakeException BAD_ARGUMENT if the model wants pictures and there are none, or the
   *     other way round
   */
  List<PlannedVideo> of(List<Prompt> prompts) {
    Fingerprint common =
        Fingerprint.of(
            model.digest(),
            settings.shape(),
            settings.rate(),
            settings.guide(),
            negative().orElse(""));
    VideoSeeds seeds = new VideoSeeds(settings.seed());
    List<PlannedVideo> planned = new ArrayList<>();
    for (Prompt prompt : prompts) {
      requireImage(prompt);
      String text = prompt.text() + settings.texts().positive();
      Fingerprint image = prompt.image().map(SamplePlan::content).orElse(common);
      for (int i = 0; i < settings.videosPerPrompt(); i++) {
        long seed = seeds.next(prompt.text());
        planned.add(
            new PlannedVideo(
                planned.size(), prompt, text, seed, Fingerprint.of(common, image, seed, text)));
      }
    }
    return planned;
  }

  private void requireImage(Prompt prompt) {
    if (prompt.image().isPresent() != model.latents().takesImage()) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          model.latents().takesImage()
              ? "Image to video needs a picture for each prompt: --images."
              : "The model makes videos from text alone and takes no --images.");
    }
  }

  private static Fingerprint content(Path image) {
    try {
      return Fingerprint.ofBytes(Files.readAllBytes(image));
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "The picture '%s' cannot be read: %s. Correct its path or rights."
              .formatted(image, e.getMessage()),
          e);
    }
  }
}
