package io.kinolake.jobs.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.jobs.refresh.LakeFixture;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.ProbeTable;
import io.kinolake.schemas.tables.ScoreTable;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TestFunnel {
  private final LakeFixture fixture = new LakeFixture();
  private final SampleLake sample = new SampleLake(fixture);

  @Test
  void everySourceAndClipEndsInOneWay() {
    fill();

    Funnel funnel = Funnel.of(fixture.lake());

    assertThat(funnel.sources().stream().map(Funnel.Line::label))
        .containsExactly(
            "cut into clips",
            "rejected: no clip of an allowed length",
            "failed at probes: empty_file",
            "pending at probes",
            "pending at scenes");
    assertThat(funnel.clips().stream().map(Funnel.Line::label))
        .containsExactly(
            "accepted",
            "rejected: flow < 1",
            "failed at captions: no_caption",
            "failed at clips: wrong_cut",
            "failed at scores: corrupt",
            "pending at captions",
            "pending at scores");
    assertThat(funnel.sources().stream().mapToDouble(Funnel.Line::share).sum())
        .isCloseTo(1, within(1e-12));
    assertThat(funnel.clips().stream().mapToDouble(Funnel.Line::share).sum())
        .isCloseTo(1, within(1e-12));
    assertThat(funnel.sources().get(0).hours()).isCloseTo(60 / 3600.0, within(1e-12));
    assertThat(funnel.clips().get(0).hours()).isCloseTo(10 / 3600.0, within(1e-12));
  }

  @Test
  void theTextHasOneLinePerOutcomeOfOneLength() {
    fill();

    String text = Funnel.of(fixture.lake()).toText();

    assertThat(text.lines()).hasSize(2 + 5 + 7);
    assertThat(text.lines().map(String::length).distinct()).hasSize(1);
  }

  @Test
  void anEmptyLakeHasNoLines() {
    Funnel funnel = Funnel.of(fixture.lake());

    assertThat(funnel).isEqualTo(new Funnel(java.util.List.of(), java.util.List.of()));
  }

  private void fill() {
    VideoId good = source("good.mp4");
    ClipId accepted = clip(good, 0);
    sample.score(accepted, "flow", 2.0, null);
    sample.accept(accepted);
    sample.caption(accepted, "signals", "Text", "text");
    sample.reject(clip(good, 1), "flow < 1");
    ClipId uncaptioned = clip(good, 2);
    sample.accept(uncaptioned);
    sample.fail(
        CaptionTable.SCHEMA, uncaptioned.value(), "signals", FailureCode.NO_CAPTION, "None.");
    sample.accept(clip(good, 3));
    ClipId damaged = clip(good, 4);
    sample.fail(ScoreTable.SCHEMA, damaged.value(), "flow", FailureCode.CORRUPT, "Damaged.");
    clip(good, 5);
    sample.fail(ClipTable.SCHEMA, good.value(), "", FailureCode.WRONG_CUT, "Short.");

    VideoId shortFilm = source("short.mp4");
    sample.empty(ClipTable.SCHEMA, shortFilm.value());
    VideoId bad = sample.listed("bad.mp4");
    sample.fail(ProbeTable.SCHEMA, bad.value(), "", FailureCode.EMPTY_FILE, "Empty.");
    sample.listed("new.mp4");
    sample.source("probed.mp4");
  }

  private VideoId source(String name) {
    VideoId id = sample.source(name);
    sample.scenes(id, 1);
    return id;
  }

  private ClipId clip(VideoId video, int scene) {
    return sample.clip(video, scene, "/films/good.mp4", Optional.empty());
  }
}
