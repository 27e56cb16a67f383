package io.kinolake.media.synth;

import io.kinolake.media.encode.AudioEncoder;
import io.kinolake.media.encode.MediaOutput;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** Writes a tone beside the pictures, piece by piece. Not thread-safe. */
final class ToneTrack implements AutoCloseable {
  private static final int SAMPLE_RATE = 48_000;
  private static final int CHANNELS = 2;
  private static final int PIECE = 1024;
  private static final float LOUDNESS = 0.25f;
  private static final double MICROS = 1e6;

  private final Tone tone;
  private final AudioEncoder encoder;
  private final long total;
  private final FloatPointer samples = new FloatPointer(PIECE);
  private final PointerPointer<Pointer> planes = new PointerPointer<>(CHANNELS);
  private long written;

  ToneTrack(MediaOutput output, Tone tone) {
    this.tone = tone;
    this.encoder = AudioEncoder.open(output, tone.encoder(), SAMPLE_RATE, CHANNELS);
    this.total = samplesIn(tone.durationUs());
    encoder.startAt(samplesIn(tone.startUs()));
    for (int channel = 0; channel < CHANNELS; channel++) {
      planes.put(channel, samples);
    }
  }

  /** Writes what sounds before a time of the file's time line. */
  void writeUntil(long timeUs) {
    long end = Math.min(total, samplesIn(timeUs - tone.startUs()));
    while (written < end) {
      writePiece((int) Math.min(PIECE, end - written));
    }
  }

  void finish() {
    while (written < total) {
      writePiece((int) Math.min(PIECE, total - written));
    }
    encoder.finish();
  }

  private void writePiece(int count) {
    for (int i = 0; i < count; i++) {
      double phase = 2 * Math.PI * tone.hertz() * (written + i) / SAMPLE_RATE;
      samples.put(i, LOUDNESS * (float) Math.sin(phase));
    }
    encoder.encode(planes, count);
    written += count;
  }

  private static long samplesIn(long us) {
    return Math.round(us / MICROS * SAMPLE_RATE);
  }

  @Override
  public void close() {
    encoder.close();
    samples.close();
    planes.close();
  }
}
