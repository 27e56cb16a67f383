package io.kinolake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.jobs.config.ConfigLoader;
import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.jobs.list.ListVideos;
import io.kinolake.jobs.refresh.LakeFixture;
import io.kinolake.jobs.refresh.PipelineRunner;
import io.kinolake.jobs.refresh.PipelineStep;
import io.kinolake.jobs.tables.RunLog;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.tables.Caption;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.Run;
import io.kinolake.udfs.caption.SidecarCaptioner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Captions that somebody writes beside the clips, in the clips' own folder. */
class TestClipCaptionFiles {
  private static final VideoSettings FORMAT =
      VideoSettings.mp4(new FrameSize(160, 96), new Rational(25, 1));

  private final LakeFixture fixture = new LakeFixture();
  private final Path videos = fixture.folder().resolve("videos");
  private final Map<String, String> settings = new HashMap<>();

  @BeforeEach
  void writeFiles() throws IOException {
    Files.createDirectories(videos.resolve("sub"));
    NumberedVideo.constant(FORMAT, 40).withScenes(List.of(20)).write(videos.resolve("a.mp4"));
    NumberedVideo.constant(FORMAT, 40).write(videos.resolve("sub/b.v2.mp4"));
    Files.writeString(videos.resolve("a.txt"), "Of the source.");
    settings.put("score.scorers", "[flow]");
    settings.put("curate.rules", "[]");
    settings.put("curate.dedup", "{by: phash, distance: 0, cosine: 0.95}");
    settings.put("caption.captioners", "[sidecar]");
    settings.put("features.sets", "[]");
  }

  @Test
  void filesThatComeChangeAndGoConcernTheirClipAlone() throws IOException {
    refresh();
    List<Clip> clips = fixture.results(ClipTable.SCHEMA);
    assertThat(clips).hasSize(3);
    for (Clip clip : clips) {
      Map<String, String> before = captions();
      Path text = beside(clip, ".txt");

      Files.writeString(text, "Of the clip.");
      assertThat(refresh()).containsEntry("caption-clips", 1L).doesNotContainKey("cut-clips");
      assertThat(captions()).isEqualTo(with(before, clip, "Of the clip."));
      assertThat(refresh()).isEmpty();

      Files.writeString(text, "Of the clip, and longer.");
      assertThat(refresh()).containsEntry("caption-clips", 1L);
      assertThat(captions()).isEqualTo(with(before, clip, "Of the clip, and longer."));

      Files.writeString(beside(clip, ".json"), "{\"caption\": \"Second to the text.\"}");
      assertThat(refresh()).containsEntry("caption-clips", 1L);
      assertThat(captions()).isEqualTo(with(before, clip, "Of the clip, and longer."));

      Files.delete(text);
      Files.delete(beside(clip, ".json"));
      refresh();
      assertThat(captions()).isEqualTo(before);
    }
    assertThat(refresh()).isEmpty();
  }

  @Test
  void theStepAloneNoticesThemToo() throws IOException {
    refresh();
    Clip clip = fixture.results(ClipTable.SCHEMA).get(0);
    Files.writeString(beside(clip, ".txt"), "Of the clip.");

    assertThat(run(VideoPipeline.afterListing(config(), root()).stream().filter(this::captions)))
        .containsEntry("caption-clips", 1L);
    assertThat(captions()).containsEntry(clip.name(), "Of the clip.");
  }

  private boolean captions(PipelineStep step) {
    return step.name().equals("caption-clips");
  }

  private static Path beside(Clip clip, String extension) {
    return Path.of(SidecarCaptioner.stemOf(clip.uri().orElseThrow()) + extension);
  }

  private static Map<String, String> with(Map<String, String> texts, Clip clip, String text) {
    Map<String, String> changed = new HashMap<>(texts);
    changed.put(clip.name(), text);
    return changed;
  }

  /** Texts by the names of the clips. */
  private Map<String, String> captions() {
    Map<Object, String> names =
        fixture.results(ClipTable.SCHEMA).stream().collect(Collectors.toMap(Clip::id, Clip::name));
    return fixture.results(CaptionTable.SCHEMA).stream()
        .collect(Collectors.toMap(caption -> names.get(caption.clip()), Caption::text));
  }

  /** How many items each step worked on; of those alone that worked. */
  private Map<String, Long> refresh() {
    PipelineConfig config = config();
    ListVideos list = ListVideos.of(fixture.spark(), List.of(videos.toString()), config.list());
    return run(VideoPipeline.from(list, config, root()).stream());
  }

  private Map<String, Long> run(Stream<PipelineStep> steps) {
    return new PipelineRunner(new RunLog(fixture.lake()), "test")
        .run(steps.toList(), fixture.context()).stream()
            .filter(run -> !run.counts().equals(Run.Counts.NONE))
            .collect(Collectors.toMap(Run::step, run -> run.counts().items()));
  }

  private PipelineConfig config() {
    return new ConfigLoader().load(Optional.empty(), settings);
  }

  private String root() {
    return fixture.lake().root();
  }
}
