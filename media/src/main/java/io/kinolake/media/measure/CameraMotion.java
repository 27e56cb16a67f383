package io.kinolake.media.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * How the camera of a clip moves, told from the global motion of several short steps.
 *
 * @param words what it does, in the order of {@link CameraWord}; none where it cannot be told
 * @param pan median speed to the right, picture widths a second
 * @param tilt median speed upwards, picture heights a second
 * @param zoom median growth of the picture, natural logarithm of the scale a second
 * @param steps how many steps were looked at
 * @param evidence the share of steps whose global motion was clear, 0 to 1
 */
public record CameraMotion(
    List<CameraWord> words, double pan, double tilt, double zoom, int steps, double evidence) {
  /** The label where no word applies. */
  public static final String UNDETERMINED = "undetermined";

  /** Slower pans and tilts than this, in picture widths or heights a second, count as none. */
  public static final double MIN_SHIFT_RATE = 0.03;

  /** Slower zooms than this, in natural logarithm of the scale a second, count as none. */
  public static final double MIN_GROWTH_RATE = 0.03;

  /** A static camera does not turn faster than this about its own axis, radians a second. */
  public static final double MAX_STATIC_TURN_RATE = 0.03;

  /** The share of clear steps that must agree on a direction, or on standing still. */
  public static final double MIN_AGREEMENT = 0.75;

  /** The share of structured points that must agree with a step's motion for it to be clear. */
  public static final double MIN_SUPPORT = 0.3;

  /** The share of steps that must be clear for anything to be said. */
  public static final double MIN_EVIDENCE = 0.5;

  public CameraMotion {
    words = List.copyOf(words);
  }

  /** The words joined by {@code +}, or {@link #UNDETERMINED}. */
  public String label() {
    return words.isEmpty()
        ? UNDETERMINED
        : words.stream().map(CameraWord::id).collect(Collectors.joining("+"));
  }

  /** Collects the steps of one clip. Not thread-safe. */
  public static final class Observer {
    private final List<Rates> clear = new ArrayList<>();
    private int steps;

    /**
     * Adds a step.
     *
     * @param motion of the picture in the step; empty where nothing could be told
     * @param durationUs of the step; a step without duration tells nothing
     */
    public void add(Optional<GlobalMotion> motion, long durationUs) {
      steps++;
      if (durationUs > 0) {
        motion
            .filter(fitted -> fitted.support() >= MIN_SUPPORT)
            .ifPresent(fitted -> clear.add(Rates.of(fitted, durationUs / 1e6)));
      }
    }

    public CameraMotion motion() {
      double evidence = steps == 0 ? 0 : clear.size() / (double) steps;
      return new CameraMotion(
          evidence < MIN_EVIDENCE ? List.of() : words(),
          median(Rates::pan),
          median(Rates::tilt),
          median(Rates::zoom),
          steps,
          evidence);
    }

    private List<CameraWord> words() {
      List<CameraWord> words = new ArrayList<>();
      direction(Rates::pan, MIN_SHIFT_RATE, CameraWord.PAN_RIGHT, CameraWord.PAN_LEFT)
          .ifPresent(words::add);
      direction(Rates::tilt, MIN_SHIFT_RATE, CameraWord.TILT_UP, CameraWord.TILT_DOWN)
          .ifPresent(words::add);
      direction(Rates::zoom, MIN_GROWTH_RATE, CameraWord.ZOOM_IN, CameraWord.ZOOM_OUT)
          .ifPresent(words::add);
      if (words.isEmpty() && clear.stream().filter(Rates::still).count() >= needed()) {
        words.add(CameraWord.STATIC);
      }
      return words;
    }

    private Optional<CameraWord> direction(
        ToDoubleFunction<Rates> rate, double least, CameraWord positive, CameraWord negative) {
      double median = median(rate);
      double sign = Math.signum(median);
      long agreeing =
          clear.stream().filter(step -> sign * rate.applyAsDouble(step) >= least / 2).count();
      return Math.abs(median) < least || agreeing < needed()
          ? Optional.empty()
          : Optional.of(median > 0 ? positive : negative);
    }

    private double needed() {
      return MIN_AGREEMENT * clear.size();
    }

    private double median(ToDoubleFunction<Rates> rate) {
      double[] sorted = clear.stream().mapToDouble(rate).sorted().toArray();
      if (sorted.length == 0) {
        return 0;
      }
      return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
  }

  /** What the camera does, per second: pictures move against it. */
  private record Rates(double pan, double tilt, double zoom, double turn) {
    static Rates of(GlobalMotion motion, double seconds) {
      return new Rates(
          -motion.shiftX() / seconds,
          motion.shiftY() / seconds,
          motion.growth() / seconds,
          motion.turn() / seconds);
    }

    boolean still() {
      return Math.abs(pan) < MIN_SHIFT_RATE
          && Math.abs(tilt) < MIN_SHIFT_RATE
          && Math.abs(zoom) < MIN_GROWTH_RATE
          && Math.abs(turn) < MAX_STATIC_TURN_RATE;
    }
  }
}
