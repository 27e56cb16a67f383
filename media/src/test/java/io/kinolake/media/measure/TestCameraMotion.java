package io.kinolake.media.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.media.measure.Scenery.View;
import java.util.Optional;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestCameraMotion {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 144;
  private static final double GAP_S = 0.12;

  private final Scenery scenery = new Scenery(2);

  /** Speeds are in pictures a second; the camera looks at x to the right and y down. */
  @ParameterizedTest
  @CsvSource({
    "0,     0,     0,     static",
    "0.01,  -0.01, 0.01,  static",
    "0.05,  0,     0,     pan_right",
    "0.6,   0,     0,     pan_right",
    "-0.05, 0,     0,     pan_left",
    "-0.6,  0,     0,     pan_left",
    "0,     -0.08, 0,     tilt_up",
    "0,     0.5,   0,     tilt_down",
    "0,     0,     0.06,  zoom_in",
    "0,     0,     0.5,   zoom_in",
    "0,     0,     -0.06, zoom_out",
    "0,     0,     -0.5,  zoom_out",
    "0.2,   -0.2,  0,     pan_right+tilt_up",
    "-0.2,  0.2,   0.1,   pan_left+tilt_down+zoom_in",
  })
  void aSteadyCameraIsNamed(double pan, double tilt, double zoom, String label) {
    CameraMotion motion =
        observe(
            time -> new View(pan * WIDTH * time, tilt * HEIGHT * time, Math.exp(zoom * time), 0));

    assertThat(motion.label()).isEqualTo(label);
    assertThat(motion.evidence()).isEqualTo(1);
  }

  @Test
  void speedsArePerSecondAndInPictures() {
    CameraMotion motion = observe(time -> new View(0.2 * WIDTH * time, -0.3 * HEIGHT * time, 1, 0));
    assertThat(motion.pan()).isCloseTo(0.2, within(0.02));
    assertThat(motion.tilt()).isCloseTo(0.3, within(0.02));
    assertThat(motion.zoom()).isCloseTo(0, within(0.02));
    assertThat(observe(time -> new View(0, 0, Math.exp(0.2 * time), 0)).zoom())
        .isCloseTo(0.2, within(0.02));
  }

  @Test
  void aShakingCameraIsUndetermined() {
    // Each step of 0.12 s starts at another multiple of 0.4 s and goes the other way.
    CameraMotion motion =
        observe(
            time -> {
              double direction = Math.round(Math.floor(time / 0.4 + 1e-6)) % 2 == 0 ? 1 : -1;
              return new View(direction * 60 * (time % 0.4), 0, 1, 0);
            });
    assertThat(motion.label()).isEqualTo("undetermined");
  }

  @Test
  void aTurningCameraIsUndetermined() {
    assertThat(observe(time -> new View(0, 0, 1, 0.3 * time)).label()).isEqualTo("undetermined");
  }

  @Test
  void aPictureWithoutStructureTellsNothing() {
    GrayImage flat = GrayImage.of(WIDTH, HEIGHT, new byte[WIDTH * HEIGHT]);
    FlowField still = new FlowField(WIDTH, HEIGHT, new float[2 * WIDTH * HEIGHT]);
    Optional<GlobalMotion> fit = new GlobalMotionFit().fit(flat, still);
    assertThat(fit).isEmpty();
    CameraMotion.Observer observer = new CameraMotion.Observer();
    observer.add(fit, 120_000);
    assertThat(observer.motion().label()).isEqualTo("undetermined");
  }

  @Test
  void anObjectThatCrossesTheViewIsNotTheCamera() {
    Scenery object = new Scenery(9);
    CameraMotion.Observer observer = new CameraMotion.Observer();
    try (DenseFlow flow = new DenseFlow()) {
      for (int step = 0; step < 6; step++) {
        GrayImage before = withObject(object, step);
        GrayImage after = withObject(object, step + 1);
        observer.add(new GlobalMotionFit().fit(before, flow.between(before, after)), 120_000);
      }
    }
    assertThat(observer.motion().label()).isEqualTo("static");
  }

  @Test
  void noStepsAreUndetermined() {
    assertThat(new CameraMotion.Observer().motion().label()).isEqualTo("undetermined");
  }

  /** A third of the view is covered by something that moves by 8 pixels a step. */
  private GrayImage withObject(Scenery object, int step) {
    GrayImage behind = scenery.seen(WIDTH, HEIGHT, View.CENTRE);
    GrayImage before = object.seen(WIDTH, HEIGHT, new View(-8 * step, 0, 1, 0));
    byte[] levels = behind.levels().clone();
    for (int y = 20; y < 120; y++) {
      for (int x = 20 + 8 * step; x < 140 + 8 * step; x++) {
        levels[y * WIDTH + x] = (byte) before.at(x, y);
      }
    }
    return GrayImage.of(WIDTH, HEIGHT, levels);
  }

  private CameraMotion observe(DoubleFunction<View> path) {
    CameraMotion.Observer observer = new CameraMotion.Observer();
    try (DenseFlow flow = new DenseFlow()) {
      for (int step = 0; step < 8; step++) {
        double time = step * 0.4;
        GrayImage before = scenery.seen(WIDTH, HEIGHT, path.apply(time));
        GrayImage after = scenery.seen(WIDTH, HEIGHT, path.apply(time + GAP_S));
        observer.add(
            new GlobalMotionFit().fit(before, flow.between(before, after)),
            Math.round(GAP_S * 1e6));
      }
    }
    return observer.motion();
  }
}
