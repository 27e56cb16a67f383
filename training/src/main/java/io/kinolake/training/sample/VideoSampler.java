package io.kinolake.training.sample;

import io.kinolake.models.diffusion.StepListener;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Sample;
import io.kinolake.schemas.tables.SampleTable;
import io.kinolake.training.data.DeltaRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Samples videos into a folder. Texts are encoded first, all of them; then one video after the
 * other is made, and is there when it is whole. A run that was stopped goes on where it was when it
 * is started again. Used on one thread; the model stays the caller's.
 */
public final class VideoSampler {
  private final SamplingModel model;
  private final SampleSettings settings;
  private final SampleFolder folder;
  private final Consumer<String> progress;
  private final InstantSource clock;
  private final DeltaRows<Sample> table;
  private final SamplePlan plan;

  /**
   * @param settings whose shape is one that the model makes ({@link SamplingModel#fitted})
   * @param progress takes lines for people
   */
  public VideoSampler(
      SamplingModel model,
      SampleSettings settings,
      SampleFolder folder,
      Consumer<String> progress,
      InstantSource clock) {
    if (!model.fitted(settings.shape()).equals(settings.shape())) {
      throw new IllegalArgumentException("The model does not make " + settings.shape());
    }
    this.model = model;
    this.settings = settings;
    this.folder = folder;
    this.progress = progress;
    this.clock = clock;
    this.table = new DeltaRows<>(folder.table(), SampleTable.SCHEMA);
    this.plan = new SamplePlan(model, settings);
  }

  /** What is done with videos that are there already. */
  public enum Existing {
    /** They stay if they were made with the same settings; others are an error. */
    KEPT,
    /** They are made anew. */
    REPLACED
  }

  /**
   * Makes the videos of prompts, and their grid.
   *
   * @return how many were made; the others were there
   * @throws KinolakeException NOT_FINITE naming a layer and the video; BAD_ARGUMENT if videos of
   *     other settings are there; WRITE_FAILED
   */
  public int sample(List<Prompt> prompts, Existing existing) {
    List<PlannedVideo> videos = plan.of(prompts);
    List<PlannedVideo> missing = existing == Existing.REPLACED ? videos : missing(videos);
    tellTable(videos, missing);
    if (!missing.isEmpty()) {
      Map<String, EncodedText> encoded = encode(missing);
      for (PlannedVideo video : missing) {
        make(video, encoded);
      }
    }
    if (!missing.isEmpty() || !Files.exists(folder.grid())) {
      VideoGrid.write(
          videos.stream().map(video -> folder.video(video.index())).toList(),
          settings.shape().size(),
          settings.rate(),
          folder.grid());
    }
    return missing.size();
  }

  private List<PlannedVideo> missing(List<PlannedVideo> videos) {
    List<PlannedVideo> missing = new ArrayList<>();
    for (PlannedVideo video : videos) {
      Path file = folder.video(video.index());
      if (!Files.exists(file)) {
        missing.add(video);
      } else if (!SampleTags.settings(file).equals(Optional.of(video.settings().value()))) {
        throw new KinolakeException(
            FailureCode.BAD_ARGUMENT,
            "'%s' is there already, made with other settings, weights or prompts. Say --overwrite to replace it, or choose another --output."
                .formatted(file));
      }
    }
    return missing;
  }

  /** Tells the table of videos that a stopped run left without a row. */
  private void tellTable(List<PlannedVideo> videos, List<PlannedVideo> missing) {
    Set<List<Object>> told = new HashSet<>();
    table.read().forEach(row -> told.add(List.of(row.path(), row.guide().settings())));
    Set<PlannedVideo> absent = new HashSet<>(missing);
    List<Sample> rows = new ArrayList<>();
    for (PlannedVideo video : videos) {
      Path file = folder.video(video.index());
      if (!absent.contains(video) && !told.contains(List.of(file.toString(), video.settings()))) {
        rows.add(row(video, modified(file)));
      }
    }
    table.append(rows);
  }

  private Map<String, EncodedText> encode(List<PlannedVideo> videos) {
    Set<String> texts = new LinkedHashSet<>();
    videos.forEach(video -> texts.add(video.text()));
    plan.negative().ifPresent(texts::add);
    progress.accept("Encoding %d texts".formatted(texts.size()));
    List<String> ordered = List.copyOf(texts);
    List<EncodedText> vectors = model.prompts().encode(ordered);
    Map<String, EncodedText> encoded = new HashMap<>();
    for (int i = 0; i < ordered.size(); i++) {
      encoded.put(ordered.get(i), vectors.get(i));
    }
    return encoded;
  }

  private void make(PlannedVideo video, Map<String, EncodedText> encoded) {
    Instant start = clock.instant();
    Path file = folder.video(video.index());
    try {
      Shape shape = model.pictures().latents(settings.shape());
      HostTensor latents =
          model
              .latents()
              .sample(
                  conditions(video, encoded),
                  shape,
                  settings.guide(),
                  video.seed(),
                  StepListener.NONE);
      write(video, latents, file);
    } catch (KinolakeException e) {
      throw new KinolakeException(
          e.failure().code(),
          "%s ('%s') was not made: %s"
              .formatted(file.getFileName(), video.prompt().text(), e.failure().message()),
          e);
    }
    table.append(List.of(row(video, clock.instant())));
    progress.accept(
        "%s in %.1f s: %s"
            .formatted(
                file.getFileName(),
                Duration.between(start, clock.instant()).toMillis() / 1000.0,
                video.prompt().text()));
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

  private Sample row(PlannedVideo video, Instant created) {
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

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.NOT_READABLE,
          "'%s' cannot be looked at: %s. Check its rights.".formatted(file, e.getMessage()),
          e);
    }
  }
}
