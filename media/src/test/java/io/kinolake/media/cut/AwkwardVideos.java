package io.kinolake.media.cut;

import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.Tone;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Good videos of the kinds that make cutters stumble, by file name. */
final class AwkwardVideos {
  static final int FRAMES = 75;

  private static final FrameSize SIZE = new FrameSize(192, 128);
  private static final FrameSize ODD = new FrameSize(191, 127);
  private static final Rational PAL = new Rational(25, 1);
  private static final Rational NTSC = new Rational(30_000, 1_001);
  private static final Rational MILLIS = new Rational(1, 1_000);
  private static final Rational MPEG_CLOCK = new Rational(1, 90_000);

  private AwkwardVideos() {}

  static Map<String, NumberedVideo> all() {
    Map<String, NumberedVideo> videos = new LinkedHashMap<>();
    VideoSettings mp4 = VideoSettings.mp4(SIZE, PAL).withGroups(12, 0);
    VideoSettings mkv = mp4.withContainer("matroska");
    VideoSettings ffv1 = mkv.withEncoder("ffv1");
    videos.put("plain.mp4", constant(mp4));
    videos.put("ntsc.mp4", constant(VideoSettings.mp4(SIZE, NTSC).withGroups(12, 0)));
    videos.put(
        "ntsc.mkv",
        constant(VideoSettings.mp4(SIZE, NTSC).withContainer("matroska").withGroups(12, 0)));
    videos.put("variable.mp4", variable(mp4.withTimeBase(MPEG_CLOCK), 90));
    videos.put("variable.mkv", variable(mkv.withTimeBase(MILLIS), 1));
    videos.put(
        "open_gop.ts",
        constant(mp4.withContainer("mpegts").withEncoder("mpeg2video").withGroups(12, 2)));
    videos.put("open_gop.mp4", constant(mp4.withEncoder("mpeg2video").withGroups(12, 2)));
    videos.put("edit_list.mp4", constant(mp4.withEncoder("mpeg4").withGroups(12, 2)));
    videos.put("late.mp4", constant(mp4).startingAt(50));
    videos.put("late.mkv", constant(mkv).startingAt(250));
    videos.put("turned_90.mp4", constant(mp4.withRotation(90)));
    videos.put("turned_180.mov", constant(mp4.withContainer("mov").withRotation(180)));
    videos.put("turned_270.mp4", constant(mp4.withRotation(270)));
    videos.put("anamorphic.mp4", constant(mp4.withSampleAspect(new Rational(4, 3))));
    videos.put("old.avi", constant(mp4.withContainer("avi").withEncoder("mpeg4")));
    videos.put(
        "bframes.avi", constant(mp4.withContainer("avi").withEncoder("mpeg4").withGroups(12, 2)));
    videos.put("vp9.webm", constant(webm(mp4.withEncoder("libvpx-vp9"))));
    videos.put("vp8.webm", constant(webm(mp4.withEncoder("libvpx"))));
    videos.put("ten_bit.mkv", constant(ffv1.withPixelFormat("yuv420p10le")));
    videos.put("full_chroma.mkv", constant(ffv1.withPixelFormat("yuv444p")));
    videos.put("rgb.mkv", constant(ffv1.withPixelFormat("bgr0")));
    videos.put(
        "odd.mkv",
        constant(VideoSettings.mp4(ODD, PAL).withContainer("matroska").withEncoder("ffv1")));
    videos.put("short_sound.mp4", constant(mp4.withAudio(Tone.ofUs(1_100_000))));
    videos.put("long_sound.mp4", constant(mp4.withAudio(Tone.ofUs(5_000_000))));
    videos.put("late_sound.mkv", constant(mkv.withAudio(new Tone("aac", 900_000, 900_000, 440))));
    return videos;
  }

  private static VideoSettings webm(VideoSettings settings) {
    return settings
        .withContainer("webm")
        .withGroups(12, 0)
        .withEncoderOptions(Map.of("deadline", "realtime", "cpu-used", "8"));
  }

  private static NumberedVideo constant(VideoSettings settings) {
    return NumberedVideo.constant(settings, FRAMES);
  }

  private static NumberedVideo variable(VideoSettings settings, long ticksPerMilli) {
    Random random = new Random(7);
    List<Long> times = new ArrayList<>();
    long time = 0;
    for (int frame = 0; frame < FRAMES; frame++) {
      times.add(time * ticksPerMilli);
      time += 5 + random.nextInt(frame % 10 == 9 ? 400 : 60);
    }
    return NumberedVideo.variable(settings, times, 40 * ticksPerMilli);
  }
}
