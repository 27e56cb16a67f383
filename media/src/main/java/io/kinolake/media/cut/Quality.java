package io.kinolake.media.cut;

import io.kinolake.media.encode.VideoEncoding;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.Serializable;
import java.util.Map;

/** What an encoder aims at. */
public sealed interface Quality extends Serializable {

  /** The encoder, told so. */
  VideoEncoding encoding(String encoder, int keyFrameInterval, int threads);

  /** A stable text for fingerprints. */
  String id();

  /**
   * The same visible quality throughout.
   *
   * @param level in the encoder's own scale, less is better: the rate factor of libx264, libvpx,
   *     libaom and libsvtav1, the quantiser of libopenh264 (1 to 51)
   */
  record Constant(int level) implements Quality {
    private static final int WORST = 63;

    public Constant {
      if (level < 0 || level > WORST) {
        throw new IllegalArgumentException("A quality level is 0 to 63, not " + level);
      }
    }

    @Override
    public VideoEncoding encoding(String encoder, int keyFrameInterval, int threads) {
      return new VideoEncoding(encoder, 0, keyFrameInterval, 0, options(encoder), threads);
    }

    private Map<String, String> options(String encoder) {
      String text = Integer.toString(level);
      return switch (encoder) {
        // In its quality mode openh264 steers by bit rate; held bounds make the quantiser constant.
        case "libopenh264" -> Map.of("rc_mode", "quality", "qmin", text, "qmax", text);
        case "libx264", "libx265", "libsvtav1" -> Map.of("crf", text);
        case "libvpx", "libvpx-vp9", "libaom-av1" -> Map.of("crf", text, "b", "0");
        default ->
            throw new KinolakeException(
                FailureCode.BAD_CONFIG,
                "The encoder '" + encoder + "' has no constant quality. Set a bit rate.");
      };
    }

    @Override
    public String id() {
      return "level " + level;
    }
  }

  /**
   * A mean bit rate.
   *
   * @param bitsPerSecond of the video
   */
  record BitRate(long bitsPerSecond) implements Quality {

    public BitRate {
      if (bitsPerSecond <= 0) {
        throw new IllegalArgumentException("Not a bit rate: " + bitsPerSecond + " bit/s");
      }
    }

    @Override
    public VideoEncoding encoding(String encoder, int keyFrameInterval, int threads) {
      return new VideoEncoding(encoder, bitsPerSecond, keyFrameInterval, 0, Map.of(), threads);
    }

    @Override
    public String id() {
      return bitsPerSecond + " bit/s";
    }
  }
}
