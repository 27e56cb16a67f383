package io.kinolake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.jobs.config.ConfigLoader;
import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.jobs.list.ListVideos;
import io.kinolake.jobs.meta.MetaColumns;
import io.kinolake.jobs.meta.MetaSettings;
import io.kinolake.jobs.meta.MetaView;
import io.kinolake.jobs.refresh.LakeFixture;
import io.kinolake.jobs.refresh.PipelineRunner;
import io.kinolake.jobs.tables.RunLog;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.clip.ClipMatch;
import io.kinolake.models.networks.clip.ClipSizes;
import io.kinolake.models.tokenizer.ClipTokenizer;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.Match;
import io.kinolake.schemas.tables.MatchTable;
import io.kinolake.schemas.tables.Run;
import io.kinolake.schemas.tables.Score;
import io.kinolake.schemas.tables.ScoreTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From clips to embeddings, and what comes of them without another look at the clips. */
class TestEmbeddedClips {
  private static final VideoSettings FORMAT =
      VideoSettings.mp4(new FrameSize(160, 96), new Rational(25, 1));

  private final LakeFixture fixture = new LakeFixture();
  private final Path videos = fixture.folder().resolve("videos");
  private final Map<String, String> settings = new HashMap<>();
  private SmallClip model;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.createDirectories(videos);
    model = new SmallClip(fixture.folder().resolve("clip"));
    NumberedVideo.constant(FORMAT, 40).write(videos.resolve("a.mp4"));
    NumberedVideo.constant(FORMAT, 40).withScenes(List.of(20)).write(videos.resolve("b.mp4"));
    Files.writeString(videos.resolve("a.txt"), "A dog.");
    Files.writeString(videos.resolve("b.txt"), "Another dog that runs for as long as it can.");
    settings.put("score.scorers", "[embedding]");
    settings.put("score.clip-weights", model.weights().toString());
    settings.put("score.aesthetic-weights", model.head().toString());
    settings.put("curate.rules", "[]");
    settings.put("curate.dedup", "{by: embedding, distance: 8, cosine: 0.9999999}");
    settings.put("caption.captioners", "[sidecar]");
    settings.put("match.captions", "true");
    settings.put("features.sets", "[]");
  }

  @Test
  void captionsAreMatchedAndWeakOnesGiveNoText() throws IOException {
    run();
    List<Score> embeddings = fixture.results(ScoreTable.SCHEMA);
    List<Match> matches = fixture.results(MatchTable.SCHEMA);
    assertThat(embeddings).hasSizeGreaterThanOrEqualTo(2);
    assertThat(matches).isNotEmpty();
    for (Match match : matches) {
      assertThat(match.match()).isCloseTo(expected(match, embeddings), within(1e-4));
    }
    for (Row row : new MetaView(fixture.lake()).rows().collectAsList()) {
      boolean captioned = row.<String>getAs(MetaColumns.TEXT.name()) != null;
      assertThat(row.<Double>getAs(MetaColumns.MATCH.name()) != null).isEqualTo(captioned);
    }
    assertThat(new MetaView(fixture.lake()).rows().columns())
        .contains("match")
        .doesNotContain("embedding");
    MetaSettings strict = new MetaSettings(List.of(), Optional.of(1000.0));
    for (Row row : new MetaView(fixture.lake(), strict).rows().collectAsList()) {
      assertThat(row.<String>getAs(MetaColumns.TEXT.name())).isNull();
    }

    assertThat(run()).allSatisfy(counts -> assertThat(counts).isEqualTo(Run.Counts.NONE));
    settings.put("match.captions", "false");
    run();
    assertThat(fixture.results(MatchTable.SCHEMA)).isEmpty();
  }

  @Test
  void aestheticScoresComeOfStoredEmbeddings() throws IOException {
    run();
    List<Clip> clips = fixture.results(ClipTable.SCHEMA);
    for (Clip clip : clips) {
      Files.delete(Path.of(clip.uri().orElseThrow()));
    }
    settings.put("score.scorers", "[embedding, aes]");
    run();
    assertThat(fixture.results(ScoreTable.SCHEMA))
        .filteredOn(score -> score.scorer().equals("aes"))
        .hasSameSizeAs(clips)
        .allSatisfy(score -> assertThat(score.value().orElseThrow()).isFinite());
  }

  @Test
  void whatMatchingNeedsIsNamed() throws IOException {
    Files.delete(model.vocabulary());
    assertThatThrownBy(this::run)
        .hasMessageContaining("merges.txt of openai/clip-vit-large-patch14");
    settings.put("score.scorers", "[flow]");
    assertThatThrownBy(this::run).hasMessageContaining("add 'embedding' to score.scorers");
    settings.put("match.captions", "false");
    settings.put("match.least", "20");
    assertThatThrownBy(this::run).hasMessageContaining("least needs captions: true");
  }

  private double expected(Match match, List<Score> embeddings) throws IOException {
    Score embedding =
        embeddings.stream().filter(score -> score.clip().equals(match.clip())).findFirst().get();
    String text =
        fixture.results(io.kinolake.schemas.tables.CleanCaptionTable.SCHEMA).stream()
            .filter(caption -> caption.clip().equals(match.clip()))
            .findFirst()
            .get()
            .text();
    ClipTokenizer tokenizer = ClipTokenizer.read(model.vocabulary());
    try (WeightSource weights = WeightFiles.open(model.weights());
        ClipMatch network =
            ClipMatch.load(NetworkOptions.DEFAULT, ClipSizes.of(weights), weights)) {
      float[] middle = embedding.vectors().orElseThrow().toFloats(16, 32);
      return network.match(List.of(middle), List.of(network.tokens(tokenizer, text)))[0];
    }
  }

  private List<Run.Counts> run() {
    PipelineConfig config = new ConfigLoader().load(Optional.empty(), settings);
    ListVideos list = ListVideos.of(fixture.spark(), List.of(videos.toString()), config.list());
    return new PipelineRunner(new RunLog(fixture.lake()), "test")
        .run(VideoPipeline.from(list, config, fixture.lake().root()), fixture.context()).stream()
            .filter(run -> !run.step().equals("list-videos"))
            .map(Run::counts)
            .toList();
  }
}
