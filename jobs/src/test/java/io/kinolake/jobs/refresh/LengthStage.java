package io.kinolake.jobs.refresh;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.tables.Score;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.schemas.tables.Video;
import io.kinolake.schemas.tables.VideoTable;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.Resources;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.StageSpec;
import io.kinolake.udfs.StageWorker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A stage for tests: scores a file by its length times a factor, one part per factor. A file named
 * {@code bad…} fails while there is no file {@code healed} beside it; one named {@code none…}
 * yields no rows; one named {@code bug…} throws.
 */
record LengthStage(List<Integer> factors) implements Stage<Video, Score> {

  @Override
  public StageSpec<Video, Score> spec() {
    return new StageSpec<>(
        "measure-length", 1, VideoTable.SCHEMA, ScoreTable.SCHEMA, Resources.ONE_CORE, 3);
  }

  @Override
  public List<StagePart> parts() {
    return factors.stream()
        .map(factor -> new StagePart("times" + factor, Fingerprint.of("length", factor)))
        .toList();
  }

  @Override
  public Fingerprint fingerprint() {
    return Fingerprint.of("length");
  }

  @Override
  public StageWorker<Video, Score> open(StageContext context) {
    return new Worker();
  }

  private static final class Worker implements StageWorker<Video, Score> {
    @Override
    public List<ItemResult<Score>> process(List<Item<Video>> batch) {
      return batch.stream().map(Worker::measure).toList();
    }

    private static ItemResult<Score> measure(Item<Video> item) {
      Map<String, Outcome<Score>> outcomes = new LinkedHashMap<>();
      for (String part : item.parts()) {
        outcomes.put(part, outcome(item.row(), part));
      }
      return new ItemResult<>(outcomes);
    }

    private static Outcome<Score> outcome(Video video, String part) {
      Path file = Path.of(video.uri());
      String name = file.getFileName().toString();
      if (name.startsWith("bug")) {
        throw new IllegalStateException("A defect met " + name);
      }
      if (name.startsWith("none")) {
        return Outcome.produced(List.of());
      }
      if (name.startsWith("bad") && !Files.exists(file.resolveSibling("healed"))) {
        return Outcome.rejected(FailureCode.CORRUPT, "'" + name + "' is bad. Heal it.");
      }
      double factor = Integer.parseInt(part.substring("times".length()));
      return Outcome.produced(
          new Score(
              new ClipId(video.id().value()),
              part,
              Optional.of(video.sizeBytes() * factor),
              Optional.empty(),
              Map.of("bytes", (double) video.sizeBytes())));
    }

    @Override
    public void close() {}
  }
}
