package io.kinolake.media.scene;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.Serializable;
import java.util.List;

/**
 * Which detector finds the scenes, and its numbers. The defaults of all but the strides are those
 * of PySceneDetect 0.7. Every component changes the result.
 */
public sealed interface DetectorSettings extends Serializable {
  /** Frames that a scene has at least, where nobody says otherwise. */
  int DEFAULT_MIN_SCENE_FRAMES = 15;

  /** The names of all detectors. */
  List<String> NAMES = List.of("adaptive", "content", "threshold", "hash", "stride");

  /** The detector's name, as users write it and as scenes carry it. */
  String name();

  /**
   * The defaults of the detector of that name; a stride is ten seconds.
   *
   * @throws KinolakeException BAD_ARGUMENT if there is none
   */
  static DetectorSettings named(String name) {
    return switch (name) {
      case "adaptive" -> Adaptive.DEFAULT;
      case "content" -> Content.DEFAULT;
      case "threshold" -> Threshold.DEFAULT;
      case "hash" -> Hash.DEFAULT;
      case "stride" -> TimeStride.DEFAULT;
      default ->
          throw new KinolakeException(
              FailureCode.BAD_ARGUMENT,
              "There is no scene detector '%s'. Choose one of %s."
                  .formatted(name, String.join(", ", NAMES)));
    };
  }

  /**
   * Cuts where a frame differs from the one before far more than its neighbours do: right for
   * footage with camera motion, which lifts the neighbours as well.
   *
   * @param threshold least ratio of a frame's difference to the mean of its neighbours'; higher
   *     finds fewer cuts
   * @param minContent least difference of a cut frame, 0..255
   * @param windowFrames neighbours on either side, at least 1; the last so many frames are never
   *     cuts
   * @param minSceneFrames least distance of a cut from the one before, frames
   */
  record Adaptive(
      double threshold, double minContent, int windowFrames, int minSceneFrames, HsvWeights weights)
      implements DetectorSettings {
    public static final Adaptive DEFAULT =
        new Adaptive(3.0, 15.0, 2, DEFAULT_MIN_SCENE_FRAMES, HsvWeights.EQUAL);

    public Adaptive {
      require(threshold > 0, "threshold", threshold, "positive");
      require(minContent >= 0, "minContent", minContent, "not negative");
      require(windowFrames >= 1, "windowFrames", windowFrames, "at least 1");
      requireSceneFrames(minSceneFrames);
    }

    @Override
    public String name() {
      return "adaptive";
    }
  }

  /**
   * Cuts where a frame differs from the one before by more than a fixed amount.
   *
   * @param threshold least difference of a cut frame, 0..255; higher finds fewer cuts
   * @param minSceneFrames least distance of a cut from the one before, frames
   * @param tooClose what happens to cuts that are closer
   */
  record Content(double threshold, int minSceneFrames, HsvWeights weights, CloseCuts tooClose)
      implements DetectorSettings {
    public static final Content DEFAULT =
        new Content(27.0, DEFAULT_MIN_SCENE_FRAMES, HsvWeights.EQUAL, CloseCuts.MERGE);

    public Content {
      require(threshold >= 0, "threshold", threshold, "not negative");
      requireSceneFrames(minSceneFrames);
    }

    @Override
    public String name() {
      return "content";
    }
  }

  /**
   * Cuts between a fade to black and the fade back.
   *
   * @param threshold mean intensity below which a frame is black, 0..255
   * @param fadeBias where the cut lies in the black: -1 at its first frame, 0 in its middle, 1 at
   *     the first frame after it
   * @param minSceneFrames least distance of a fade back from the one before, frames
   * @param finalFade whether a video that ends black is cut where that fade began
   */
  record Threshold(double threshold, double fadeBias, int minSceneFrames, FinalFade finalFade)
      implements DetectorSettings {
    public static final Threshold DEFAULT =
        new Threshold(12.0, 0.0, DEFAULT_MIN_SCENE_FRAMES, FinalFade.KEEP);

    public Threshold {
      require(threshold > 0, "threshold", threshold, "positive");
      require(Math.abs(fadeBias) <= 1, "fadeBias", fadeBias, "within -1..1");
      requireSceneFrames(minSceneFrames);
    }

    @Override
    public String name() {
      return "threshold";
    }
  }

  /**
   * Cuts where the perceptual hash changes: robust against flicker and compression noise.
   *
   * @param threshold least share of the hash's bits that differ, 0..1; higher finds fewer cuts
   * @param size the hash has {@code size × size} bits; 2..32
   * @param lowpass how many times finer than the hash the picture is taken; more keeps less detail;
   *     1..8
   * @param minSceneFrames least distance of a cut from the one before, frames
   */
  record Hash(double threshold, int size, int lowpass, int minSceneFrames)
      implements DetectorSettings {
    public static final Hash DEFAULT = new Hash(0.395, 16, 2, DEFAULT_MIN_SCENE_FRAMES);

    public Hash {
      require(threshold > 0 && threshold <= 1, "threshold", threshold, "within 0..1");
      require(size >= 2 && size <= 32, "size", size, "within 2..32");
      require(lowpass >= 1 && lowpass <= 8, "lowpass", lowpass, "within 1..8");
      requireSceneFrames(minSceneFrames);
    }

    @Override
    public String name() {
      return "hash";
    }
  }

  /**
   * Cuts at every so many frames, whatever they show.
   *
   * @param frames length of a scene, at least 1; the last may be shorter
   */
  record FrameStride(long frames) implements DetectorSettings {
    public FrameStride {
      require(frames >= 1, "frames", frames, "at least 1");
    }

    @Override
    public String name() {
      return "stride";
    }
  }

  /**
   * Cuts at the first frame that is shown at or after each multiple of a length.
   *
   * @param lengthUs length of a scene, microseconds, at least 1; the last may be shorter
   */
  record TimeStride(long lengthUs) implements DetectorSettings {
    public static final TimeStride DEFAULT = new TimeStride(10_000_000);

    public TimeStride {
      require(lengthUs >= 1, "lengthUs", lengthUs, "at least 1");
    }

    @Override
    public String name() {
      return "stride";
    }
  }

  /** What to do with a video that ends in a fade to black. */
  enum FinalFade {
    /** The black belongs to the last scene. */
    KEEP,
    /** The black is a scene of its own. */
    CUT
  }

  private static void requireSceneFrames(int frames) {
    require(frames >= 0, "minSceneFrames", frames, "not negative");
  }

  private static void require(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Detector setting '%s' must be %s, not %s".formatted(name, rule, value));
    }
  }
}
