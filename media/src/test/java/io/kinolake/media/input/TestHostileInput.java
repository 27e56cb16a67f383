package io.kinolake.media.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.probe.MediaProber;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that must be refused, each with its own code and a sentence. */
final class TestHostileInput {
  private static final VideoSettings MP4 =
      VideoSettings.mp4(new FrameSize(128, 96), new Rational(25, 1));

  @TempDir static Path folder;
  private static Path good;

  @BeforeAll
  static void writeGoodFile() {
    good = NumberedVideo.constant(MP4, 50).write(folder.resolve("good.mp4"));
  }

  @Test
  void aMissingFileIsNotFound() {
    assertRefused(folder.resolve("nowhere.mp4"), FailureCode.NOT_FOUND);
  }

  @Test
  void aFolderIsNotReadable() {
    assertRefused(folder, FailureCode.NOT_READABLE);
  }

  @Test
  void anEmptyFileIsEmpty() throws IOException {
    assertRefused(write("empty.mp4", new byte[0]), FailureCode.EMPTY_FILE);
  }

  @Test
  void textUnderAVideosNameIsNotMedia() throws IOException {
    byte[] text =
        "Call me Ishmael. Some years ago, never mind how long.\n".repeat(40).getBytes(UTF_8);
    assertRefused(write("text.mp4", text), FailureCode.NOT_MEDIA);
  }

  @Test
  void playlistsAreForbiddenWhateverTheirNames() throws IOException {
    String target = good.toString();
    String hls = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n" + target + "\n#EXT-X-ENDLIST\n";
    String concat = "ffconcat version 1.0\nfile '" + target + "'\n";
    String sdp = "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n";
    String dash = "<?xml version=\"1.0\"?>\n<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"></MPD>\n";
    String[] playlists = {hls, concat, sdp, dash};
    for (int i = 0; i < playlists.length; i++) {
      for (String extension : new String[] {".mp4", ".m3u8", ".ts"}) {
        Path file = write("list" + i + extension, playlists[i].getBytes(UTF_8));
        assertRefused(file, FailureCode.FORBIDDEN_FORMAT);
      }
    }
  }

  @Test
  void soundAloneHasNoVideoStream() throws IOException {
    AudioFormat format = new AudioFormat(8000, 16, 1, true, false);
    Path file = folder.resolve("sound.wav");
    try (AudioInputStream sound =
        new AudioInputStream(new ByteArrayInputStream(new byte[16000]), format, 8000)) {
      assertThat(AudioSystem.write(sound, AudioFileFormat.Type.WAVE, file.toFile())).isPositive();
    }
    assertRefused(file, FailureCode.NO_VIDEO_STREAM);
  }

  @Test
  void aFileCutBeforeItsIndexIsTruncated() throws IOException {
    byte[] bytes = Files.readAllBytes(good);
    assertRefused(write("half.mp4", Arrays.copyOf(bytes, bytes.length / 2)), FailureCode.TRUNCATED);
  }

  @Test
  void aFileWhoseIndexPromisesMoreThanThereIsIsTruncated() throws IOException {
    VideoSettings indexFirst = MP4.withMuxerOptions(Map.of("movflags", "faststart"));
    Path whole = NumberedVideo.constant(indexFirst, 50).write(folder.resolve("fast.mp4"));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = write("cut.mp4", Arrays.copyOf(bytes, bytes.length * 3 / 4));
    assertThat(codeOf(() -> new MediaProber(MediaLimits.DEFAULT).probe(cut)))
        .isEqualTo(FailureCode.TRUNCATED);
  }

  @Test
  void absurdSizesAreTooLarge() throws IOException {
    byte[] bytes = Files.readAllBytes(good);
    byte[] sample = "avc1".getBytes(UTF_8);
    int at =
        lastIndexOf(bytes, sample) + 4 + 24; // behind the type: 24 bytes, then width and height
    assertThat(at).isGreaterThan(28);
    Arrays.fill(bytes, at, at + 4, (byte) 0x7f);
    assertRefused(write("absurd.mp4", bytes), FailureCode.TOO_LARGE);
  }

  @Test
  void aStreamWithoutFramesHasNone() {
    VideoSettings fragments = MP4.withMuxerOptions(Map.of("movflags", "+frag_keyframe+empty_moov"));
    VideoSettings avi = MP4.withEncoder("mpeg4").withContainer("avi");
    for (VideoSettings settings : List.of(fragments, avi)) {
      Path file = folder.resolve("none." + settings.container());
      NumberedVideo.constant(settings, 0).write(file);
      assertThat(codeOf(() -> new MediaProber(MediaLimits.DEFAULT).probe(file)))
          .as(settings.container())
          .isEqualTo(FailureCode.NO_FRAMES);
      assertThat(codeOf(() -> decode(file)))
          .as(settings.container())
          .isEqualTo(FailureCode.NO_FRAMES);
    }
  }

  @Test
  void aFileWithoutReadPermissionIsNotReadable() throws IOException {
    Path file = Files.copy(good, folder.resolve("locked.mp4"));
    Files.setPosixFilePermissions(file, Set.of());
    assumeFalse(Files.isReadable(file), "this user may read every file, whatever its permissions");

    assertRefused(file, FailureCode.NOT_READABLE);
  }

  @Test
  void namesMayHoldAnything() throws IOException {
    String[] names = {
      "-y.mp4", "with space.mp4", "quote'\".mp4", "line\nbreak.mp4", "p%20c%03d.mp4", "a:b?c#d.mp4"
    };
    for (String name : names) {
      Path copy = Files.copy(good, folder.resolve(name));
      assertThat(new MediaProber(MediaLimits.DEFAULT).probe(copy).timing().frames()).isEqualTo(50);
    }
  }

  @Test
  void damageAnywhereGivesFramesOrACodeAndNeverACrash() throws IOException {
    byte[] bytes = Files.readAllBytes(good);
    Random random = new Random(3);
    for (int round = 0; round < 60; round++) {
      byte[] damaged = bytes.clone();
      for (int i = 0; i < 1 + random.nextInt(40); i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Path file = write("damaged.mp4", damaged);
      try {
        decode(file);
      } catch (KinolakeException e) {
        assertThat(e.failure().message()).contains("damaged.mp4");
      }
    }
  }

  private static void assertRefused(Path file, FailureCode code) {
    assertThat(codeOf(() -> MediaInput.open(file, MediaLimits.DEFAULT).close()))
        .as(file.toString())
        .isEqualTo(code);
  }

  private static FailureCode codeOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    KinolakeException failure = catchThrowableOfType(KinolakeException.class, call);
    assertThat(failure).isNotNull();
    assertThat(failure.getMessage()).endsWith(".");
    return failure.failure().code();
  }

  private static void decode(Path file) {
    try (VideoDecoder decoder = VideoDecoder.open(file, DecodeOptions.DEFAULT)) {
      while (decoder.advance()) {
        assertThat(decoder.frame().durationUs()).isPositive();
      }
    }
  }

  private static Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static int lastIndexOf(byte[] bytes, byte[] wanted) {
    for (int i = bytes.length - wanted.length; i >= 0; i--) {
      if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }
}
