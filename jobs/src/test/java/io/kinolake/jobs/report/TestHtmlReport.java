package io.kinolake.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.jobs.meta.Funnel;
import io.kinolake.jobs.meta.SampleLake;
import io.kinolake.jobs.refresh.LakeFixture;
import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.RunLog;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.ProbeTable;
import io.kinolake.schemas.tables.Run;
import io.kinolake.udfs.store.LocalMediaStore;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TestHtmlReport {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2030-01-02T03:04:05Z"), ZoneOffset.UTC);
  private static final String HOSTILE = "</p><script>alert('x')</script>\"\u202e\u0000";

  @Test
  void theDataAreThoseOfTheTables() {
    LakeFixture fixture = new LakeFixture();
    fill(fixture);

    ReportData data = report(fixture.lake());

    assertThat(data.histograms()).hasSize(1);
    ReportData.Histogram flow = data.histograms().get(0);
    assertThat(flow.low()).isEqualTo(0.5);
    assertThat(flow.high()).isEqualTo(3.5);
    assertThat(flow.bins().stream().mapToLong(ReportData.Bin::clips).sum()).isEqualTo(4);
    assertThat(flow.bins().stream().mapToLong(ReportData.Bin::accepted).sum()).isEqualTo(3);
    assertThat(flow.bins().get(0)).isEqualTo(new ReportData.Bin(1, 0));
    assertThat(data.labels())
        .containsExactly(
            new ReportData.LabelCounts("cmotion", List.of(new ReportData.LabelCount("static", 4))));
    assertThat(data.failures())
        .containsExactly(
            new ReportData.FailureGroup(
                "probes",
                "empty_file",
                "bad_input",
                1,
                "It is empty.",
                Optional.of("/films/bad.mp4")));
    assertThat(data.gallery()).hasSize(4);
    assertThat(data.gallery().get(3).rejectedBy()).contains("flow < 1");
    assertThat(data.gallery().get(3).problem()).isPresent(); // the films do not exist
    assertThat(data.runs()).hasSize(1);
    assertThat(data.runs().get(0).rate()).isEqualTo(30.0);
    assertThat(HtmlReport.render(data)).contains("empty_file", "flow &lt; 1", "<svg");
  }

  @Test
  void hostileTextStaysText() {
    String page = HtmlReport.render(hostile());

    assertThat(page)
        .doesNotContain("<script", "\u0000", "\u202e")
        .contains("&lt;/p&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;");
  }

  @Test
  void thePageRefersToNothingOutside() {
    String page = HtmlReport.render(hostile());

    assertThat(page).doesNotContainPattern("(?i)(src|href)=\"(?!data:)");
    assertThat(page).doesNotContain("http://", "https://", "url(", "@import");
    assertThat(page).contains("default-src 'none'");
  }

  @Test
  void anEmptyLakeHasAReportToo() {
    ReportData data = report(new LakeFixture().lake());

    assertThat(HtmlReport.render(data)).contains("2030-01-02 03:04:05", "No runs are recorded");
  }

  private static ReportData hostile() {
    Funnel.Line line =
        new Funnel.Line("rejected", Optional.of("selection"), Optional.of(HOSTILE), 1, 0, 1);
    return new ReportData(
        HOSTILE,
        CLOCK.instant(),
        new Funnel(List.of(line), List.of(line)),
        List.of(new ReportData.Histogram(HOSTILE, 1, 0, 0, 0, List.of(new ReportData.Bin(1, 1)))),
        List.of(
            new ReportData.LabelCounts(HOSTILE, List.of(new ReportData.LabelCount(HOSTILE, 1)))),
        List.of(
            new ReportData.FailureGroup(
                HOSTILE, HOSTILE, HOSTILE, 1, HOSTILE, Optional.of(HOSTILE))),
        List.of(
            new ReportData.GalleryClip(
                HOSTILE,
                HOSTILE,
                0,
                1,
                HOSTILE,
                false,
                Optional.of(HOSTILE),
                Optional.of(HOSTILE),
                Optional.of(HOSTILE),
                Map.of(HOSTILE, HOSTILE),
                Optional.of(HOSTILE),
                Optional.of(HOSTILE))),
        List.of(new ReportData.RunLine(HOSTILE, Instant.EPOCH, 1, 1, 1, 1, 1, 1)));
  }

  private static void fill(LakeFixture fixture) {
    SampleLake sample = new SampleLake(fixture);
    VideoId video = sample.source("film.mp4");
    for (int i = 0; i < 4; i++) {
      ClipId clip = sample.clip(video, i, "/films/film.mp4", Optional.empty());
      sample.score(clip, "flow", i + 0.5, null);
      sample.score(clip, "cmotion", null, "static");
      sample.score(clip, "phash", null, "digest" + i);
      if (i == 0) {
        sample.reject(clip, "flow < 1");
      } else {
        sample.accept(clip);
      }
    }
    VideoId bad = sample.listed("bad.mp4");
    sample.fail(ProbeTable.SCHEMA, bad.value(), "", FailureCode.EMPTY_FILE, "It is empty.");
    new RunLog(fixture.lake())
        .append(
            List.of(
                new Run("r1", "probe", "s", 0, new Run.Counts(2, 2, 2, 1, 0, 60), Map.of(), "1")));
  }

  private static ReportData report(Lake lake) {
    return ReportBuilder.build(lake, Funnel.of(lake), new LocalMediaStore(), CLOCK);
  }
}
