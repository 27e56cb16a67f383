package io.kinolake.models.ocr;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinolake.models.image.BicubicResize;
import io.kinolake.models.image.RgbImage;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * Finds lines of text with the detector of PP-OCRv4 (PaddleOCR, mobile), which comes as a packaged
 * ONNX file and runs in ONNX Runtime. A picture is scaled down to a longer side of 960 pixels at
 * most and to sides that are multiples of 32, and normalised, as PaddleOCR does by default.
 * Thread-safe; owns native memory until it is closed.
 */
public final class TextDetector implements AutoCloseable {
  /** The model, for fingerprints. */
  public static final String MODEL = "ch_PP-OCRv4_det_infer";

  private static final int LONGEST = 960;
  private static final int STEP = 32;

  /** Mean of each channel, of values in 0…1, in the order blue, green, red of PaddleOCR's input. */
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};

  private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

  private final OrtEnvironment environment;
  private final OrtSession session;

  private TextDetector(OrtEnvironment environment, OrtSession session) {
    this.environment = environment;
    this.session = session;
  }

  /**
   * Loads the packaged model.
   *
   * @param threads that work on one picture
   * @throws KinolakeException INTERNAL if it cannot be loaded
   */
  public static TextDetector load(int threads) {
    try (InputStream file = TextDetector.class.getResourceAsStream("/models/" + MODEL + ".onnx");
        OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      if (file == null) {
        throw new KinolakeException(
            FailureCode.INTERNAL,
            "The text detector's model is not on the class path; install Kinolake anew.");
      }
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      return new TextDetector(environment, environment.createSession(file.readAllBytes(), options));
    } catch (OrtException | IOException e) {
      throw failed("load its model", e);
    }
  }

  /**
   * Finds the text in a picture.
   *
   * @return boxes in the scaled picture
   * @throws KinolakeException INTERNAL if ONNX Runtime fails
   */
  public DetectedText detect(RgbImage picture) {
    double scale = Math.min(1, (double) LONGEST / Math.max(picture.width(), picture.height()));
    int width = side(picture.width() * scale);
    int height = side(picture.height() * scale);
    FloatBuffer input = normalised(BicubicResize.resize(picture, width, height));
    String name = session.getInputNames().iterator().next();
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(
                environment, input, new long[] {1, RgbImage.CHANNELS, height, width});
        OrtSession.Result result = session.run(Map.of(name, tensor))) {
      float[] probabilities = new float[width * height];
      ((OnnxTensor) result.get(0)).getFloatBuffer().get(probabilities);
      return new DetectedText(width, height, TextBoxes.of(probabilities, width, height));
    } catch (OrtException e) {
      throw failed("look at a picture", e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw failed("close", e);
    }
  }

  private static int side(double length) {
    return Math.max(STEP, (int) Math.round(length / STEP) * STEP);
  }

  /** [3, height, width], blue first. */
  private static FloatBuffer normalised(RgbImage picture) {
    int plane = picture.width() * picture.height();
    float[] values = new float[RgbImage.CHANNELS * plane];
    for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
      int from = RgbImage.CHANNELS - 1 - channel;
      for (int i = 0; i < plane; i++) {
        float level = (picture.pixels()[i * RgbImage.CHANNELS + from] & 0xff) / 255f;
        values[channel * plane + i] = (level - MEAN[channel]) / DEVIATION[channel];
      }
    }
    return FloatBuffer.wrap(values);
  }

  private static KinolakeException failed(String what, Exception cause) {
    return new KinolakeException(
        FailureCode.INTERNAL,
        "The text detector failed to %s: %s. Report this as a bug."
            .formatted(what, cause.getMessage()),
        cause);
  }
}
