package io.kinolake.training.sample;

import io.kinolake.models.tensor.HostTensor;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Samples videos into a folder. Texts are encoded first, all of them; then one video after the
 * other is made, and is there when it is whole. A run that was stopped goes on where it was when it
 * is started again. Several processes may share the videos: see {@link #missing}, {@link #make} and
 * {@link #complete}. Used on one thread; the model stays the caller's.
 */
public final class VideoSampler {
  private final SampleSettings settings;
  private final SampleFolder folder;
  private final Consumer<String> progress;
  private final InstantSource clock;
  private final DeltaRows<Sample> table;
  private final SamplePlan plan;
  private final VideoMaker maker;

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
    this.settings = settings;
    this.folder = folder;
    this.progress = progress;
    this.clock = clock;
    this.table = new DeltaRows<>(folder.table(), SampleTable.SCHEMA);
    this.plan = new SamplePlan(model, settings);
    this.maker = new VideoMaker(model, settings, folder, plan);
  }

  /** What is done with videos that are there already. */
  public enum Existing {
    /** They stay if they were made with the same settings; others are an error. */
    KEPT,
    /** They are made anew. */
    REPLACED
  }

  /** What a process does for the videos of its share. */
  public enum Role {
    /** Makes them. */
    MAKES,
    /** Helps one that makes them, with which it shares the transformer, and writes nothing. */
    HELPS
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
    List<PlannedVideo> missing = toMake(videos, existing);
    makeAll(
        missing,
        Role.MAKES,
        video -> {},
        video -> table.append(List.of(maker.row(video, clock.instant()))));
    drawGrid(videos, !missing.isEmpty());
    return missing.size();
  }

  /**
   * The numbers of the videos that {@link #sample} would make. Tells the table of those that are
   * there and that it does not know.
   *
   * @throws KinolakeException BAD_ARGUMENT if videos of other settings are there
   */
  public List<Integer> missing(List<Prompt> prompts, Existing existing) {
    return toMake(plan.of(prompts), existing).stream().map(PlannedVideo::index).toList();
  }

  /**
   * Does this process's part for some of the videos, whether or not they are there. Neither table
   * nor grid is touched.
   *
   * @param share numbers of videos
   * @param begun is told the name of each video before it is made
   * @throws KinolakeException NOT_FINITE naming a layer and the video; WRITE_FAILED
   */
  public void make(List<Prompt> prompts, List<Integer> share, Role role, Consumer<String> begun) {
    List<PlannedVideo> videos = plan.of(prompts);
    makeAll(
        share.stream().map(videos::get).toList(),
        role,
        video -> begun.accept(name(video)),
        video -> {});
  }

  /**
   * Tells the table of videos that other processes have made, and draws the grid of all.
   *
   * @param made numbers of these videos
   */
  public void complete(List<Prompt> prompts, List<Integer> made) {
    List<PlannedVideo> videos = plan.of(prompts);
    table.append(
        made.stream()
            .map(videos::get)
            .map(video -> maker.row(video, modified(folder.video(video.index()))))
            .toList());
    drawGrid(videos, !made.isEmpty());
  }

  private List<PlannedVideo> toMake(List<PlannedVideo> videos, Existing existing) {
    List<PlannedVideo> missing = existing == Existing.REPLACED ? videos : absent(videos);
    tellTable(videos, missing);
    return missing;
  }

  private void drawGrid(List<PlannedVideo> videos, boolean anew) {
    if (anew || !Files.exists(folder.grid())) {
      VideoGrid.write(
          videos.stream().map(video -> folder.video(video.index())).toList(),
          settings.shape().size(),
          settings.rate(),
          folder.grid());
    }
  }

  private List<PlannedVideo> absent(List<PlannedVideo> videos) {
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
        rows.add(maker.row(video, modified(file)));
      }
    }
    table.append(rows);
  }

  private void makeAll(
      List<PlannedVideo> videos,
      Role role,
      Consumer<PlannedVideo> begun,
      Consumer<PlannedVideo> done) {
    if (videos.isEmpty()) {
      return;
    }
    progress.accept("Encoding the texts of %d videos".formatted(videos.size()));
    Map<String, EncodedText> encoded = maker.encode(videos);
    for (PlannedVideo video : videos) {
      Instant start = clock.instant();
      begun.accept(video);
      HostTensor latents = maker.latents(video, encoded);
      if (role == Role.MAKES) {
        maker.write(video, latents);
        done.accept(video);
        progress.accept(
            "%s in %.1f s: %s"
                .formatted(
                    name(video),
                    Duration.between(start, clock.instant()).toMillis() / 1000.0,
                    video.prompt().text()));
      }
    }
  }

  private String name(PlannedVideo video) {
    return folder.video(video.index()).getFileName().toString();
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
