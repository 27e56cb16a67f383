package io.kinolake.media.cut;

import io.kinolake.media.encode.AudioEncoder;
import io.kinolake.schemas.media.TimeRange;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** The sound of one clip: what of the source's samples lies in its range. Not thread-safe. */
final class ClipSound implements AutoCloseable {
  private static final double MICROS = 1e6;
  private static final int SILENCE = 4096;

  private final AudioEncoder encoder;
  private final PointerPointer<Pointer> planes;
  private final FloatPointer silence = new FloatPointer(new float[SILENCE]);
  private final int channels;
  private final long start;
  private final long end;
  private long next; // place of the next sample to write
  private boolean begun;

  ClipSound(AudioEncoder encoder, TimeRange range, int rate, int channels) {
    this.encoder = encoder;
    this.channels = channels;
    this.planes = new PointerPointer<>(channels);
    this.start = Math.round(range.startUs() / MICROS * rate);
    this.end = Math.round(range.endUs() / MICROS * rate);
  }

  /** Takes samples of the source; those outside the clip's range are left out. */
  void samples(AVFrame source, long place) {
    long from = Math.max(place, begun ? next : start);
    long to = Math.min(place + source.nb_samples(), end);
    if (to <= from) {
      return;
    }
    if (!begun) {
      begun = true;
      encoder.startAt(from - start);
      next = from;
    }
    fillGap(from);
    for (int channel = 0; channel < channels; channel++) {
      planes.put(channel, new FloatPointer(source.extended_data(channel)).getPointer(from - place));
    }
    encoder.encode(planes, (int) (to - from));
    next = to;
  }

  void finish() {
    encoder.finish();
  }

  private void fillGap(long from) {
    while (next < from) {
      int count = (int) Math.min(SILENCE, from - next);
      for (int channel = 0; channel < channels; channel++) {
        planes.put(channel, silence);
      }
      encoder.encode(planes, count);
      next += count;
    }
  }

  @Override
  public void close() {
    encoder.close();
    planes.close();
    silence.close();
  }
}
