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
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.tables.Caption;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.Run;
import io.kinolake.schemas.tables.Selection;
import io.kinolake.schemas.tables.SelectionTable;
import io.kinolake.udfs.caption.SidecarCaptioner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    settings.put("score.scorers", "[phash]");
    settings.put("curate.rules", "[]");
    settings.put("curate.dedup", "{by: phash, distance: 0, cosine: 0.95}");
    settings.put("caption.captioners", "[sidecar]");
    settings.put("features.sets", "[]");
  }

  @Test
  void filesThatComeChangeAndGoConcernTheirClipAlone() throws IOException {
    refresh();
    List<Clip> clips = accepted();
    assertThat(clips).isNotEmpty();
    Map<String, String> before = captions();
    Clip first = clips.get(0);

    Files.writeString(beside(first, ".json"), "{\"caption\": \"Of the clip.\"}");
    assertThat(refresh()).containsEntry("caption-clips", 1L).doesNotContainKey("cut-clips");
    assertThat(captions()).isEqualTo(with(before, first, "Of the clip."));
    assertThat(refresh()).isEmpty();

    Files.writeString(beside(first, ".txt"), "Of the clip, and nearer.");
    assertThat(captionAlone()).isEqualTo(Map.of("caption-clips", 1L));
    assertThat(captions()).isEqualTo(with(before, first, "Of the clip, and nearer."));

    Files.delete(beside(first, ".json"));
    Files.delete(beside(first, ".txt"));
    captionAlone();
    assertThat(captions()).isEqualTo(before);
  }

  private List<Clip> accepted() {
    Set<ClipId> chosen =
        fixture.results(SelectionTable.SCHEMA).stream()
            .filter(Selection::accepted)
            .map(Selection::clip)
            .collect(Collectors.toSet());
    return fixture.results(ClipTable.SCHEMA).stream()
        .filter(clip -> chosen.contains(clip.id()))
        .toList();
  }

  private static Map<String, String> with(Map<String, String> texts, Clip clip, String text) {
    Map<String, String> changed = new HashMap<>(texts);
    changed.put(stem(clip), text);
    return changed;
  }

  private static String stem(Clip clip) {
    return SidecarCaptioner.stemOf(clip.name());
  }

  private static Path beside(Clip clip, String extension) {
    return Path.of(SidecarCaptioner.stemOf(clip.uri().orElseThrow()) + extension);
  }

  /** Texts by the names of the clips. */
  private Map<String, String> captions() {
    Map<Object, String> names =
        fixture.results(ClipTable.SCHEMA).stream()
            .collect(Collectors.toMap(Clip::id, TestClipCaptionFiles::stem));
    return fixture.results(CaptionTable.SCHEMA).stream()
        .collect(Collectors.toMap(caption -> names.get(caption.clip()), Caption::text));
  }

  /** How many items each step after the listing worked on; of those alone that worked. */
  private Map<String, Long> refresh() {
    PipelineConfig config = config();
    ListVideos list = ListVideos.of(fixture.spark(), List.of(videos.toString()), config.list());
    return run(VideoPipeline.from(list, config, root()).stream());
  }

  /** The same without listing sources. */
  private Map<String, Long> captionAlone() {
    return run(
        VideoPipeline.afterListing(config(), root()).stream()
            .filter(step -> step.name().equals("caption-clips")));
  }

  private Map<String, Long> run(Stream<PipelineStep> steps) {
    return new PipelineRunner(new RunLog(fixture.lake()), "test")
        .run(steps.toList(), fixture.context()).stream()
            .filter(run -> !run.counts().equals(Run.Counts.NONE))
            .filter(run -> !run.step().equals("list-videos"))
            .collect(Collectors.toMap(Run::step, run -> run.counts().items()));
  }

  private PipelineConfig config() {
    return new ConfigLoader().load(Optional.empty(), settings);
  }

  private String root() {
    return fixture.lake().root();
  }
}
