package io.kinolake.media.decode;

import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.Tone;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Good files of every awkward kind, each frame with its own number in it. */
public final class AwkwardVideos {
  public static final int FRAMES = 75;

  /** Files that are kept as resources. */
  public static final List<String> STORED =
      List.of("hevc.mp4", "hevc.ts", "interlaced_h264.mp4", "interlaced_h264.ts");

  private static final FrameSize SIZE = new FrameSize(128, 96);
  private static final Rational RATE = new Rational(25, 1);

  private AwkwardVideos() {}

  /** Writes all of them; by what is awkward about each. */
  public static Map<String, Path> write(Path folder) {
    VideoSettings mp4 = VideoSettings.mp4(SIZE, RATE);
    VideoSettings mpeg4 = mp4.withEncoder("mpeg4").withGroups(12, 2);
    VideoSettings mpeg2 = mp4.withEncoder("mpeg2video").withGroups(12, 2);
    Map<String, NumberedVideo> videos = new LinkedHashMap<>();
    videos.put("plain.mp4", constant(mp4.withGroups(12, 0)));
    videos.put("bframes.mp4", constant(mpeg4));
    videos.put("opengop.mkv", constant(mpeg2.withContainer("matroska")));
    videos.put("opengop.ts", constant(mpeg2.withContainer("mpegts")));
    videos.put("h264.ts", constant(mp4.withGroups(12, 0).withContainer("mpegts")));
    videos.put("late.mp4", constant(mpeg4).startingAt(50));
    videos.put("late.mkv", constant(mp4.withContainer("matroska")).startingAt(50));
    videos.put("variable.mkv", variable(mp4.withContainer("matroska")));
    videos.put("variable.mp4", variable(mpeg4));
    videos.put("plain.avi", constant(mpeg4.withGroups(12, 0).withContainer("avi")));
    videos.put("bframes.avi", constant(mpeg4.withContainer("avi")));
    videos.put("vp8.webm", constant(mp4.withEncoder("libvpx").withContainer("webm")));
    videos.put(
        "vp9.webm",
        constant(
            mp4.withEncoder("libvpx-vp9")
                .withEncoderOptions(Map.of("deadline", "realtime", "cpu-used", "8"))
                .withContainer("webm")));
    videos.put("audio.mp4", constant(mp4.withAudio(Tone.ofUs(5_000_000))));
    videos.put("turned.mp4", constant(mp4.withRotation(90).withSampleAspect(new Rational(4, 3))));
    VideoSettings interlaced =
        mpeg2.withEncoderOptions(Map.of("flags", "+ildct+ilme", "alternate_scan", "1"));
    videos.put("interlaced.ts", constant(interlaced.withContainer("mpegts")));
    videos.put("interlaced.mp4", constant(interlaced));
    videos.put("plain.mov", constant(mp4.withGroups(12, 0).withContainer("mov")));
    videos.put("front.mp4", constant(mpeg4.withMuxerOptions(Map.of("movflags", "+faststart"))));
    videos.put(
        "fragments.mp4",
        constant(mpeg4.withMuxerOptions(Map.of("movflags", "+frag_keyframe+empty_moov"))));
    Map<String, Path> files = new LinkedHashMap<>();
    videos.forEach((name, video) -> files.put(name, video.write(folder.resolve(name))));
    for (String name : STORED) {
      files.put(name, copy(name, folder));
    }
    return files;
  }

  /** Copies a numbered file in a codec for which the default build has no encoder. */
  public static Path copy(String name, Path folder) {
    Path file = folder.resolve(name);
    try (InputStream stored = AwkwardVideos.class.getResourceAsStream(name)) {
      Files.copy(stored, file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static NumberedVideo constant(VideoSettings settings) {
    return NumberedVideo.constant(settings, FRAMES);
  }

  private static NumberedVideo variable(VideoSettings settings) {
    Random random = new Random(7);
    List<Long> times = new ArrayList<>();
    long time = 0;
    for (int i = 0; i < FRAMES; i++) {
      times.add(time);
      time += 20 + random.nextInt(80);
    }
    return NumberedVideo.variable(settings.withTimeBase(new Rational(1, 1000)), times, 40);
  }
}
