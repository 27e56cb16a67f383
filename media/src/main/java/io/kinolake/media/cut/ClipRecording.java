package io.kinolake.media.cut;

import io.kinolake.media.encode.AudioEncoder;
import io.kinolake.media.encode.MediaOutput;
import io.kinolake.media.encode.PictureFormat;
import io.kinolake.media.encode.VideoEncoder;
import io.kinolake.media.encode.VideoEncoding;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** One clip while it is being encoded. Not thread-safe. */
final class ClipRecording implements AutoCloseable {
  private static final Map<String, String> MP4_OPTIONS = Map.of("movflags", "+faststart");

  private final ClipPlan plan;
  private final ClipTiming timing;
  private final Path file;
  private final MediaOutput output;
  private final List<Long> ticks = new ArrayList<>(); // of the pictures written
  private VideoEncoder video; // null until it is opened
  private ClipSound sound; // null without sound
  private boolean closed;

  private ClipRecording(ClipPlan plan, ClipTiming timing, Path file) {
    this.plan = plan;
    this.timing = timing;
    this.file = file;
    this.output = MediaOutput.create(file, "mp4");
  }

  static ClipRecording open(
      ClipPlan plan,
      Path file,
      VideoEncoding encoding,
      PictureFormat format,
      ClipTiming timing,
      Optional<SoundReader> reader) {
    ClipRecording recording = new ClipRecording(plan, timing, file);
    try {
      recording.video = VideoEncoder.open(recording.output, encoding, format);
      reader.ifPresent(recording::addSound);
      recording.output.start(MP4_OPTIONS);
      return recording;
    } catch (KinolakeException e) {
      recording.close();
      throw e;
    }
  }

  private void addSound(SoundReader reader) {
    AudioEncoder encoder = AudioEncoder.open(output, "aac", reader.rate(), reader.channels());
    sound = new ClipSound(encoder, plan.time(), reader.rate(), reader.channels());
  }

  ClipPlan plan() {
    return plan;
  }

  Path file() {
    return file;
  }

  /** The times of the pictures written, in ticks of the clip. */
  List<Long> ticks() {
    return List.copyOf(ticks);
  }

  /**
   * Takes the next picture of the clip's range.
   *
   * @param beginUs when it is shown, on the source's time line
   * @param endUs when the next one is
   */
  void picture(AVFrame picture, long beginUs, long endUs) {
    long origin = plan.time().startUs();
    if (timing.resampled()) {
      // Every tick at which this picture is the one shown.
      long end = timing.ticksAtOrAfter(endUs - origin);
      for (long tick = lastTick() + 1; tick < end; tick++) {
        write(picture, tick, tick + 1);
      }
    } else {
      long tick = Math.max(timing.ticks(beginUs - origin), lastTick() + 1);
      write(picture, tick, timing.ticks(endUs - origin));
    }
  }

  /** Takes samples from anywhere in the source. */
  void samples(AVFrame planes, long place) {
    if (sound != null) {
      sound.samples(planes, place);
    }
  }

  /** Completes the file. */
  void finish() {
    if (sound != null) {
      sound.finish();
    }
    video.finish();
    output.finish();
  }

  private void write(AVFrame picture, long tick, long end) {
    picture.pts(tick);
    video.encode(picture, Math.max(1, end - tick));
    ticks.add(tick);
  }

  private long lastTick() {
    return ticks.isEmpty() ? -1 : ticks.get(ticks.size() - 1);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (sound != null) {
      sound.close();
    }
    if (video != null) {
      video.close();
    }
    output.close();
  }
}
