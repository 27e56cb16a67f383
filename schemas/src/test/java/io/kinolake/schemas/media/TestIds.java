package io.kinolake.schemas.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kinolake.schemas.Fingerprint;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ids join the tables of different runs and machines: they must never change. */
class TestIds {
  private static final int ROUNDS = 2_000;
  private static final Fingerprint CUT = Fingerprint.of("encode", "libopenh264");

  @Test
  void idsAreTheSameOnEveryMachineAndInEveryVersion() {
    VideoId video = VideoId.of("/videos/ä film.mp4");

    assertThat(video.value()).isEqualTo("1ac9387ad4a2ad0edd392ac84b326e9b");
    assertThat(ClipId.of(video, "12-34", new FrameRange(0, 25), CUT).value())
        .isEqualTo("5589cb5ef8b181d18ed815322257443b");
  }

  @Test
  void oneAddressGivesOneVideoId() {
    Random random = new Random(1);
    Set<String> addresses = new HashSet<>();
    Set<VideoId> ids = new HashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      String address = "s3a://bucket/" + random.nextInt(ROUNDS) + ".mp4";
      addresses.add(address);
      ids.add(VideoId.of(address));
      assertThat(VideoId.of(new String(address.toCharArray()))).isEqualTo(VideoId.of(address));
    }
    assertThat(ids).hasSameSizeAs(addresses);
  }

  @Test
  void aClipIdChangesWithEachThingThatMakesTheClip() {
    Random random = new Random(2);
    for (int round = 0; round < ROUNDS; round++) {
      VideoId video = VideoId.of("v" + random.nextInt());
      String content = "c" + random.nextInt();
      long start = random.nextInt(1_000);
      FrameRange frames = new FrameRange(start, start + 1 + random.nextInt(1_000));
      ClipId id = ClipId.of(video, content, frames, CUT);

      assertThat(
              ClipId.of(
                  new VideoId(video.value()),
                  content,
                  new FrameRange(frames.start(), frames.end()),
                  new Fingerprint(CUT.value())))
          .isEqualTo(id);
      assertThat(
              List.of(
                  ClipId.of(VideoId.of(content), content, frames, CUT),
                  ClipId.of(video, content + "x", frames, CUT),
                  ClipId.of(video, content, new FrameRange(start, frames.end() + 1), CUT),
                  ClipId.of(video, content, new FrameRange(start + 1, frames.end() + 1), CUT),
                  ClipId.of(video, content, frames, Fingerprint.of(content))))
          .doesNotContain(id)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void blankIdsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new VideoId(" "));
    assertThatIllegalArgumentException().isThrownBy(() -> new ClipId(""));
  }
}
