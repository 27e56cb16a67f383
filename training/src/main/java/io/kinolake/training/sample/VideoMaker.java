package io.kinolake.training.sample;

import io.kinolake.models.diffusion.StepListener;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Sample;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes single videos, and the rows that tell of them.
 *
 * @param model stays the caller's
 * @param plan of the same model and settings
 */
record VideoMaker(
    SamplingModel model, SampleSettings settings, SampleFolder folder, SamplePlan plan) {

  /** The texts of videos, by text; encoders are loaded once for all, and freed. */
  Map<String, EncodedText> encode(List<PlannedVideo> videos) {
    Set<String> texts = new LinkedHashSet<>();
    videos.forEach(video -> texts.add(video.text()));
    plan.negative().ifPresent(texts::add);
    List<String> ordered = List.copyOf(texts);
    List<EncodedText> vectors = model.prompts().encode(ordered);
    Map<String, EncodedText> encoded = new HashMap<>();
    for (int i = 0; i < ordered.size(); i++) {
      encoded.put(ordered.get(i), vectors.get(i));
    }
    return encoded;
  }

  /**
   * Leads a video's noise to latents.
   *
   * @return F32 [frames, channels, height, width]
   * @throws KinolakeException NOT_FINITE naming the video
   */
  HostTensor latents(PlannedVideo video, Map<String, EncodedText> encoded) {
    try {
      Shape shape = model.pictures().latents(settings.shape());
      return model
          .latents()
          .sample(
              conditions(video, encoded), shape, settings.guide(), video.seed(), StepListener.NONE);
    } catch (KinolakeException e) {
      throw notMade(video, e);
    }
  }

  /** Decodes a video's latents into its file, which is there when it is whole. */
  void write(PlannedVideo video, HostTensor latents) {
    try {
      write(video, latents, folder.video(video.index()));
    } catch (KinolakeException e) {
      throw notMade(video, e);
    }
  }

  /** What the table tells of a video. */
  Sample row(PlannedVideo video, Instant created) {
    SampleSettings.Guide guide = settings.guide();
    return new Sample(
        folder.video(video.index()).toString(),
        video.prompt().text(),
        video.prompt().image().map(path -> path.toAbsolutePath().normalize().toString()),
        new Sample.Model(model.kind(), model.checkpoint()),
        new Sample.Guide(
            plan.negative(),
            video.seed(),
            guide.steps(),
            guide.guidance(),
            guide.shift().map(Float::doubleValue),
            model.latents().takesImage() ? Optional.of((double) guide.motion()) : Optional.empty(),
            video.settings()),
        settings.shape().size(),
        settings.shape().frames(),
        settings.rate().toDouble(),
        ChronoUnit.MICROS.between(Instant.EPOCH, created));
  }

  private LatentSampler.Conditions conditions(
      PlannedVideo video, Map<String, EncodedText> encoded) {
    Optional<HostTensor> image =
        video
            .prompt()
            .image()
            .map(
                path ->
                    model
                        .pictures()
                        .encode(
                            StartImage.read(path, settings.shape().size()),
                            VideoSeeds.derived(video.seed(), "image")));
    return new LatentSampler.Conditions(
        encoded.get(video.text()), plan.negative().map(encoded::get), image);
  }

  private void write(PlannedVideo video, HostTensor latents, Path file) {
    try (VideoFile writer =
        VideoFile.create(
            file,
            settings.shape().size(),
            settings.rate(),
            SampleTags.of(row(video, Instant.EPOCH)))) {
      model.pictures().decode(latents, settings.shape(), writer::add);
      if (writer.frames() != settings.shape().frames()) {
        throw new KinolakeException(
            FailureCode.INTERNAL,
            "The model decoded %d frames where %d were expected."
                .formatted(writer.frames(), settings.shape().frames()));
      }
      writer.commit();
    }
  }

  private KinolakeException notMade(PlannedVideo video, KinolakeException cause) {
    return new KinolakeException(
        cause.failure().code(),
        "%s ('%s') was not made: %s"
            .formatted(
                folder.video(video.index()).getFileName(),
                video.prompt().text(),
                cause.failure().message()),
        cause);
  }
}
