package io.kinolake.udfs.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.models.device.ModelPool;
import io.kinolake.schemas.MapRow;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.MediaKind;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Probe;
import io.kinolake.schemas.tables.ProbeTable;
import io.kinolake.schemas.tables.Video;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.StageWorker;
import io.kinolake.udfs.store.LocalMediaStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestProbeVideos {
  @TempDir Path folder;

  @Test
  void aGoodVideoGivesItsProbe() throws IOException {
    Probe probe = produced(run(ProbeVideosSettings.DEFAULT, video(film("good.mp4"))).get(0));
    assertThat(probe.info().timing().frames()).isEqualTo(30);
    assertThat(probe.info().format().display()).isEqualTo(new FrameSize(128, 96));
    assertThat(probe.verdict()).isEmpty();
  }

  @Test
  void verifyingAddsTheVerdict() throws IOException {
    ProbeVideosSettings settings = ProbeVideosSettings.DEFAULT.withVerify();
    Probe probe = produced(run(settings, video(film("good.mp4"))).get(0));
    assertThat(probe.verdict().orElseThrow().isIntact()).isTrue();
    assertThat(probe.verdict().orElseThrow().framesDecoded()).isEqualTo(30);
  }

  @Test
  void aProbeSurvivesItsRow() throws IOException {
    ProbeVideosSettings settings = ProbeVideosSettings.DEFAULT.withVerify();
    Probe probe = produced(run(settings, video(film("good.mp4"))).get(0));
    MapRow row = new MapRow();
    ProbeTable.SCHEMA.codec().write(probe, row);
    assertThat(ProbeTable.SCHEMA.codec().read(row)).isEqualTo(probe);
  }

  @Test
  void aBadFileFailsAloneAmongItsNeighbours() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.mp4"));
    Path gone = film("gone.mp4");
    Video goneVideo = video(gone);
    Files.delete(gone);
    Path grown = film("grown.mp4");
    Video grownVideo = video(grown);
    Files.write(grown, new byte[] {1}, java.nio.file.StandardOpenOption.APPEND);

    List<ItemResult<Probe>> results =
        run(
            ProbeVideosSettings.DEFAULT,
            video(empty),
            goneVideo,
            grownVideo,
            video(film("good.mp4")));

    assertThat(failure(results.get(0)).code()).isEqualTo(FailureCode.EMPTY_FILE);
    assertThat(failure(results.get(1)).code()).isEqualTo(FailureCode.NOT_FOUND);
    assertThat(failure(results.get(2)).code()).isEqualTo(FailureCode.CHANGED_DURING_RUN);
    assertThat(produced(results.get(3)).info().timing().frames()).isEqualTo(30);
  }

  @Test
  void theStageSurvivesSerialisation() throws IOException, ClassNotFoundException {
    ProbeVideos stage = new ProbeVideos(ProbeVideosSettings.DEFAULT.withVerify());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(stage);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      ProbeVideos copy = (ProbeVideos) in.readObject();
      assertThat(copy).isEqualTo(stage);
      assertThat(copy.fingerprint()).isEqualTo(stage.fingerprint());
    }
  }

  @Test
  void onlySettingsThatChangeTheResultChangeTheFingerprint() {
    ProbeVideos stage = new ProbeVideos(ProbeVideosSettings.DEFAULT);
    MediaLimits slow = MediaLimits.DEFAULT.withDeadline(Duration.ofHours(9));
    assertThat(new ProbeVideos(ProbeVideosSettings.DEFAULT.withLimits(slow)).fingerprint())
        .isEqualTo(stage.fingerprint());
    assertThat(new ProbeVideos(ProbeVideosSettings.DEFAULT.withVerify()).fingerprint())
        .isNotEqualTo(stage.fingerprint());
  }

  private Path film(String name) {
    VideoSettings settings = VideoSettings.mp4(new FrameSize(128, 96), new Rational(25, 1));
    return NumberedVideo.constant(settings, 30).write(folder.resolve(name));
  }

  private static Video video(Path file) throws IOException {
    String uri = file.toString();
    return new Video(
        VideoId.of(uri),
        uri,
        file.getParent().toString(),
        file.getFileName().toString(),
        MediaKind.VIDEO,
        Files.size(file),
        0,
        "version");
  }

  private static List<ItemResult<Probe>> run(ProbeVideosSettings settings, Video... videos) {
    StageContext context = StageContext.alone(new LocalMediaStore(), new ModelPool());
    List<Item<Video>> items = new ArrayList<>();
    for (Video video : videos) {
      items.add(new Item<>(video.id().value(), List.of(StagePart.WHOLE), List.of(video)));
    }
    try (StageWorker<Video, Probe> worker = new ProbeVideos(settings).open(context)) {
      return worker.process(items);
    }
  }

  private static Probe produced(ItemResult<Probe> result) {
    Outcome<Probe> outcome = result.outcomes().get(StagePart.WHOLE);
    assertThat(outcome).isInstanceOf(Outcome.Produced.class);
    return ((Outcome.Produced<Probe>) outcome).rows().get(0);
  }

  private static Failure failure(ItemResult<Probe> result) {
    Outcome<Probe> outcome = result.outcomes().get(StagePart.WHOLE);
    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    return ((Outcome.Rejected<Probe>) outcome).failure();
  }
}
