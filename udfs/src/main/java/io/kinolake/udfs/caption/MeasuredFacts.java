package io.kinolake.udfs.caption;

import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.tables.Clip;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is known of a clip in English, in one sentence, always the same for the same numbers.
 * Thresholds: flow in the tools' units (mean pixels over ten frames), brightness as mean level 0 to
 * 255, colourfulness after Hasler and Süsstrunk, whose table calls 15 slightly, 33 moderately and
 * 59 quite colourful.
 */
record MeasuredFacts(ClipToCaption facts) {
  private static final double SQUARE = 0.05;
  private static final double WIDE = 1.6;
  private static final double STILL_FLOW = 0.5;
  private static final double SOME_FLOW = 2;
  private static final double MUCH_FLOW = 10;
  private static final double DARK = 60;
  private static final double BRIGHT = 190;
  private static final double COLOURLESS = 5;
  private static final double MUTED = 15;
  private static final double COLOURFUL = 59;
  private static final double SHORTEST_FREEZE_S = 0.5;

  private static final Map<String, String> CAMERA =
      Map.of(
          "pan_left", "pans left",
          "pan_right", "pans right",
          "tilt_up", "tilts up",
          "tilt_down", "tilts down",
          "zoom_in", "zooms in",
          "zoom_out", "zooms out",
          "static", "stands still");
  private static final Map<String, String> BARS =
      Map.of(
          "letterbox", "black bars above and below",
          "pillarbox", "black bars at the sides",
          "windowbox", "black bars on all sides");

  String sentence() {
    Clip clip = facts.clip();
    StringBuilder sentence = new StringBuilder();
    sentence
        .append("A ")
        .append(duration(clip))
        .append(' ')
        .append(shape(clip.content().size()))
        .append(" video clip of ")
        .append(clip.content().size())
        .append(" pixels");
    List<String> scenes = new ArrayList<>();
    camera().ifPresent(scenes::add);
    motion().ifPresent(scenes::add);
    picture().ifPresent(scenes::add);
    freeze().ifPresent(scenes::add);
    if (!scenes.isEmpty()) {
      sentence.append(" in which ").append(joined(scenes));
    }
    facts
        .label("letterbox")
        .map(BARS::get)
        .ifPresent(bars -> sentence.append(", with ").append(bars));
    return sentence.append('.').toString();
  }

  private static String duration(Clip clip) {
    double seconds = clip.time().durationUs() / 1e6;
    String number = String.format(Locale.ROOT, seconds < 10 ? "%.1f" : "%.0f", seconds);
    return number.replaceFirst("\\.0$", "") + "-second";
  }

  private static String shape(FrameSize size) {
    double ratio = (double) size.width() / size.height();
    if (Math.abs(ratio - 1) < SQUARE) {
      return "square";
    }
    return ratio < 1 ? "portrait" : ratio >= WIDE ? "widescreen" : "landscape";
  }

  private Optional<String> camera() {
    return facts
        .label("cmotion")
        .map(label -> Arrays.asList(label.split("\\+")))
        .filter(CAMERA.keySet()::containsAll)
        .map(words -> words.stream().map(CAMERA::get).collect(Collectors.toList()))
        .map(words -> "the camera " + joined(words));
  }

  private Optional<String> motion() {
    return facts
        .score("flow")
        .map(
            flow ->
                flow < STILL_FLOW
                    ? "hardly anything moves"
                    : flow < SOME_FLOW
                        ? "there is little motion"
                        : flow < MUCH_FLOW ? "there is some motion" : "there is much motion");
  }

  private Optional<String> picture() {
    if (facts.label("letterbox").filter("black"::equals).isPresent()) {
      return Optional.of("the picture is black");
    }
    List<String> words = new ArrayList<>();
    facts
        .score("technical.brightness")
        .filter(level -> level < DARK || level > BRIGHT)
        .ifPresent(level -> words.add(level < DARK ? "dark" : "bright"));
    facts.score("technical.colourfulness").flatMap(MeasuredFacts::colour).ifPresent(words::add);
    return words.isEmpty() ? Optional.empty() : Optional.of("the picture is " + joined(words));
  }

  private static Optional<String> colour(double colourfulness) {
    if (colourfulness < COLOURLESS) {
      return Optional.of("without colour");
    }
    if (colourfulness < MUTED) {
      return Optional.of("muted in colour");
    }
    return colourfulness > COLOURFUL ? Optional.of("colourful") : Optional.empty();
  }

  private Optional<String> freeze() {
    return facts
        .score("freeze")
        .filter(seconds -> seconds >= SHORTEST_FREEZE_S)
        .map(
            seconds -> String.format(Locale.ROOT, "the picture freezes for %.1f seconds", seconds));
  }

  private static String joined(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.get(0)
        : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }
}
