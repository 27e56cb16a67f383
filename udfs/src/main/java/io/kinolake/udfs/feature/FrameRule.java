package io.kinolake.udfs.feature;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.Rational;
import java.io.Serializable;
import java.util.stream.LongStream;

/** Which frames of a clip make a sample. Rules are deterministic. */
public sealed interface FrameRule extends Serializable {

  /**
   * The frames chosen, in order, some of them perhaps several times.
   *
   * @param frames how many frames the clip has
   * @param rate its average rate, frames per second
   * @throws KinolakeException BAD_RANGE if the clip is too short for the rule
   */
  long[] indices(long frames, Rational rate);

  /** How many frames are chosen. */
  int count();

  /**
   * The choice of StepVideo's feature extraction in MindSpeed-MM: about {@code rate} frames a
   * second from clips that are long enough, else at the clip's own speed; the last frame is
   * repeated where there are too few. Where the original fails, on slow clips and beyond the end,
   * every frame and the last frame are taken.
   *
   * @param count frames of a sample
   * @param rate frames per second that long clips are thinned to
   * @param skip frames left out at either end
   */
  record StepVideo(int count, double rate, int skip) implements FrameRule {
    @Override
    public long[] indices(long frames, Rational clipRate) {
      double fps = clipRate.toDouble();
      long end;
      long step;
      if (frames / fps * rate > count) {
        end = Math.min(Math.max((long) (skip + count / rate * fps), skip + 1L), frames);
        step = Math.max((end - skip) / count, 1);
      } else if (frames > count) {
        end = frames - skip;
        step = Math.max((end - skip) / count, 1);
      } else {
        long usable = frames - 2L * skip;
        end = skip + (usable % 4 == 0 ? usable - 3 : usable - usable % 4 + 1);
        step = 1;
      }
      return filled(skip, end, step);
    }

    private long[] filled(long start, long end, long step) {
      if (end <= start) {
        throw tooShort(end, 2L * skip + 1);
      }
      long last = start + (end - 1 - start) / step * step;
      return LongStream.range(0, count).map(i -> Math.min(start + i * step, last)).toArray();
    }
  }

  /**
   * The choice of Open-Sora 1.0: frames spread over a window of {@code count · interval} frames, or
   * over the whole of a shorter clip. The original's window begins anywhere; this one is in the
   * middle.
   *
   * @param count frames of a sample
   * @param interval frames of the clip per frame of the sample, in a clip that is long enough
   */
  record OpenSora(int count, int interval) implements FrameRule {
    @Override
    public long[] indices(long frames, Rational rate) {
      long window = (long) count * interval;
      long begin = Math.max(0, frames - window - 1) / 2;
      long end = Math.min(begin + window, frames);
      if (end - begin < count) {
        throw tooShort(frames, count);
      }
      double step = (end - 1.0 - begin) / (count - 1);
      return LongStream.range(0, count)
          .map(i -> i == count - 1 ? end - 1 : (long) (begin + i * step))
          .toArray();
    }
  }

  private static KinolakeException tooShort(long frames, long least) {
    return new KinolakeException(
        FailureCode.BAD_RANGE,
        "The clip has %d frames, the sample needs at least %d. Cut longer clips (cut.min-seconds) or choose fewer frames."
            .formatted(frames, least));
  }
}
