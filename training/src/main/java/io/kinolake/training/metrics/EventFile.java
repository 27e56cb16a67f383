package io.kinolake.training.metrics;

import io.kinolake.training.loop.StepListener;
import io.kinolake.training.loop.StepResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/**
 * An event file for TensorBoard: records of a length, its masked checksum, an {@code Event} and its
 * masked checksum (TensorFlow, {@code record_writer.h}). Each run of a training has a file of its
 * own in the folder.
 */
public final class EventFile implements StepListener {
  /** Hides checksums of checksums; from TensorFlow's {@code crc32c.h}. */
  private static final int MASK = 0xa282ead8;

  private final Path file;
  private final OutputStream stream;
  private final InstantSource clock;

  private EventFile(Path file, OutputStream stream, InstantSource clock) {
    this.file = file;
    this.stream = stream;
    this.clock = clock;
  }

  /**
   * Starts a file.
   *
   * @param step the last step that is behind
   */
  public static EventFile create(Path folder, long step, InstantSource clock) {
    Path file =
        folder.resolve(
            "events.out.tfevents.%d.kinolake.%07d".formatted(clock.millis() / 1000, step));
    try {
      Files.createDirectories(folder);
      EventFile events = new EventFile(file, Files.newOutputStream(file), clock);
      events.write(Event.newBuilder().setFileVersion("brain.Event:2"));
      return events;
    } catch (IOException e) {
      throw MetricsFile.failed(file, e);
    }
  }

  @Override
  public void stepped(StepResult result) {
    Map<String, Double> values = new TreeMap<>();
    values.put("loss", result.loss());
    result.accuracy().ifPresent(share -> values.put(MetricsFile.ACCURACY, share));
    values.put("grad_norm", result.gradientNorm());
    values.put("lr", result.rate());
    values.put("throughput/samples_per_second", result.samplesPerSecond());
    values.put("throughput/stall_seconds", result.waited().toNanos() / 1e9);
    Summary.Builder summary = Summary.newBuilder();
    values.forEach(
        (tag, value) ->
            summary.addValue(
                Summary.Value.newBuilder().setTag(tag).setSimpleValue(value.floatValue())));
    write(Event.newBuilder().setStep(result.step()).setSummary(summary));
  }

  private void write(Event.Builder event) {
    byte[] content = event.setWallTime(clock.millis() / 1e3).build().toByteArray();
    byte[] length =
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(content.length)
            .array();
    try {
      stream.write(length);
      stream.write(masked(length));
      stream.write(content);
      stream.write(masked(content));
      stream.flush();
    } catch (IOException e) {
      throw MetricsFile.failed(file, e);
    }
  }

  private static byte[] masked(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      throw MetricsFile.failed(file, e);
    }
  }
}
