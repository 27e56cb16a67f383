package io.kinolake.media.synth;

import static io.kinolake.media.synth.Shot.Camera.FREEZE;
import static io.kinolake.media.synth.Shot.Camera.PAN_LEFT;
import static io.kinolake.media.synth.Shot.Camera.PAN_RIGHT;
import static io.kinolake.media.synth.Shot.Camera.STATIC;
import static io.kinolake.media.synth.Shot.Camera.TILT_DOWN;
import static io.kinolake.media.synth.Shot.Camera.TILT_UP;
import static io.kinolake.media.synth.Shot.Camera.ZOOM_IN;
import static io.kinolake.media.synth.Shot.Camera.ZOOM_OUT;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.media.encode.VideoEncoding;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * A folder of small films with known cuts and captions: what a newcomer's first run works on. The
 * same pictures on every machine; the coded bytes depend on the encoders.
 */
public final class DemoVideos {
  private static final FrameSize WIDE = new FrameSize(640, 360);
  private static final FrameSize SMALL = new FrameSize(480, 270);
  private static final FrameSize TALL = new FrameSize(360, 640);
  private static final Rational FILM = new Rational(24, 1);
  private static final Rational PAL = new Rational(25, 1);
  private static final Rational NTSC = new Rational(30_000, 1_001);
  private static final long GOOD = 1_500_000;
  private static final long POOR = 120_000;
  private static final Shot POSTER = Shot.of(1, 41, STATIC);

  private DemoVideos() {}

  /**
   * Writes the set, a dozen files with their captions, into a new folder. The folder appears under
   * its name only when it is complete.
   *
   * @param folder not there yet, or empty
   * @return what was written, in order of file name
   * @throws KinolakeException WRITE_FAILED, among others
   */
  public static List<DemoVideo> write(Path folder) {
    return write(folder, films());
  }

  static List<DemoVideo> write(Path folder, List<DemoFilm> films) {
    Path whole = folder.toAbsolutePath().normalize();
    Path partial = whole.resolveSibling("." + whole.getFileName() + ".partial");
    try {
      deleteTree(partial);
      Files.createDirectories(partial);
      List<DemoVideo> written = new ArrayList<>();
      for (DemoFilm film : films) {
        written.add(writeFilm(partial, film));
      }
      written.add(writePoster(partial));
      Files.move(partial, whole, StandardCopyOption.ATOMIC_MOVE);
      return written.stream()
          .map(video -> video.in(folder))
          .sorted(Comparator.comparing(DemoVideo::path))
          .toList();
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.WRITE_FAILED,
          "Cannot write the demo videos to '" + folder + "': " + e.getMessage() + ".",
          e);
    }
  }

  /** Removes what a killed run left. */
  private static void deleteTree(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static List<DemoFilm> films() {
    List<DemoFilm> films = new ArrayList<>(wideFilms());
    films.addAll(specialFilms());
    return films;
  }

  private static List<DemoFilm> wideFilms() {
    Shot[] coast = {Shot.of(60, 1, PAN_RIGHT), Shot.of(55, 2, STATIC), Shot.of(65, 3, ZOOM_IN)};
    return List.of(
        DemoFilm.of(
            "coast.mp4",
            "The video shows a coast of soft hills, with round and square shapes drifting by.",
            mp4(WIDE, PAL, GOOD).withAudio(Tone.ofUs(7_200_000)),
            coast),
        DemoFilm.of(
            "coast_copy.mp4",
            "The video shows a coast of soft hills, uploaded a second time at a smaller size.",
            mp4(SMALL, PAL, GOOD / 3),
            coast),
        DemoFilm.of(
            "flight.mp4",
            "The camera climbs over green slopes and then flies on.",
            mp4(WIDE, FILM, GOOD),
            Shot.of(96, 5, TILT_UP),
            Shot.of(72, 6, PAN_LEFT)),
        DemoFilm.of(
            "one_take.mp4",
            "In the video, a single long take pulls back from a meadow.",
            mp4(WIDE, PAL, GOOD),
            Shot.of(150, 8, ZOOM_OUT)),
        DemoFilm.of(
            "quick_cuts.mp4",
            "A quick series of bright places.",
            mp4(WIDE, PAL, GOOD).withAudio(Tone.ofUs(5_000_000)),
            Shot.of(30, 11, STATIC),
            Shot.of(28, 12, PAN_RIGHT),
            Shot.of(32, 13, STATIC),
            Shot.of(25, 14, ZOOM_IN),
            Shot.of(35, 15, PAN_LEFT)));
  }

  private static List<DemoFilm> specialFilms() {
    return List.of(
        DemoFilm.of(
            "archive.avi",
            "An old recording of two quiet valleys.",
            mp4(SMALL, PAL, 4 * GOOD)
                .withContainer("avi")
                .withEncoding(mjpeg())
                .withPixelFormat("yuvj420p"),
            Shot.of(50, 17, STATIC),
            Shot.of(50, 18, TILT_DOWN)),
        DemoFilm.of(
            "broadcast.ts",
            "Two landscapes from a broadcast.",
            mp4(WIDE, PAL, 2 * GOOD)
                .withContainer("mpegts")
                .withEncoder("mpeg2video")
                .withBitRate(2 * GOOD)
                .withGroups(12, 2),
            Shot.of(63, 20, PAN_LEFT),
            Shot.of(62, 21, STATIC)),
        DemoFilm.of(
                "cinema.mkv",
                "The video captures a wide landscape between black bars.",
                mp4(WIDE, FILM, GOOD).withContainer("matroska"),
                Shot.of(72, 23, PAN_RIGHT),
                Shot.of(60, 24, ZOOM_OUT))
            .withBars(0.13),
        DemoFilm.of(
            "frozen.mov",
            "A river bank; halfway through, the picture stands still.",
            mp4(WIDE, NTSC, GOOD).withContainer("mov"),
            Shot.of(60, 26, STATIC),
            Shot.of(90, 27, FREEZE)),
        DemoFilm.of(
            "night.mp4",
            "A landscape at night, hardly visible.",
            mp4(SMALL, PAL, POOR),
            Shot.of(70, 29, STATIC).withLight(0.2f),
            Shot.of(60, 31, PAN_RIGHT).withLight(0.3f)),
        DemoFilm.of(
            "portrait.webm",
            "A tall picture, filmed with a telephone.",
            mp4(TALL, FILM, GOOD).withContainer("webm").withEncoding(vp8()),
            Shot.of(60, 33, TILT_UP),
            Shot.of(48, 34, STATIC)));
  }

  private static VideoSettings mp4(FrameSize size, Rational rate, long bitRate) {
    return VideoSettings.mp4(size, rate).withBitRate(bitRate).withGroups(48, 0);
  }

  private static VideoEncoding mjpeg() {
    return new VideoEncoding("mjpeg", 4 * GOOD, 0, 0, Map.of(), 0);
  }

  private static VideoEncoding vp8() {
    return new VideoEncoding(
        "libvpx", GOOD, 48, 0, Map.of("deadline", "realtime", "cpu-used", "8"), 1);
  }

  private static DemoVideo writeFilm(Path folder, DemoFilm film) throws IOException {
    Path path = folder.resolve(film.name());
    film.write(path);
    writeCaption(path, film.caption());
    return new DemoVideo(
        path,
        film.caption(),
        film.settings().pictures().size(),
        film.settings().pictures().rate(),
        film.frames(),
        film.cuts());
  }

  private static DemoVideo writePoster(Path folder) throws IOException {
    Path path = folder.resolve("poster.png");
    BufferedImage picture =
        new BufferedImage(WIDE.width(), WIDE.height(), BufferedImage.TYPE_3BYTE_BGR);
    new ShotPainter(POSTER, WIDE).paint(picture, 0);
    ImageIO.write(picture, "png", path.toFile());
    String caption = "The image shows a painted landscape.";
    writeCaption(path, caption);
    return new DemoVideo(path, caption, WIDE, Rational.UNKNOWN, 1, List.of());
  }

  /** Writes the file beside a video that says its caption. */
  static void writeCaption(Path video, String caption) throws IOException {
    String name = video.getFileName().toString();
    String stem = name.substring(0, name.lastIndexOf('.'));
    Files.writeString(video.resolveSibling(stem + ".txt"), caption + "\n", UTF_8);
  }
}
