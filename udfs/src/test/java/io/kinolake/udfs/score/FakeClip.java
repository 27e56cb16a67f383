package io.kinolake.udfs.score;

import io.kinolake.media.measure.BlockMotion;
import io.kinolake.media.measure.ColorImage;
import io.kinolake.media.measure.GrayImage;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.CutMode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A clip that is painted, not decoded, and notes what is done with it. */
final class FakeClip implements ClipOpener {
  static final long FRAME_US = 40_000;

  /** The level of a pixel of a frame; x and y run from 0 to 1. */
  interface Painter {
    double level(long frame, double x, double y);
  }

  final Set<PictureForm> formsAsked = new HashSet<>();
  int opened;
  int closed;
  long decoded;
  int conversions;
  boolean vectorsAsked;
  Optional<TimeRange> rangeAsked = Optional.empty();
  private final FrameSize size;
  private final long frames;
  private final Painter painter;
  private long brokenFrom = Long.MAX_VALUE;
  private BlockMotion motion = BlockMotion.NONE;

  FakeClip(int width, int height, long frames, Painter painter) {
    this.size = new FrameSize(width, height);
    this.frames = frames;
    this.painter = painter;
  }

  /** A textured picture that moves to the left by the given share of the width each frame. */
  static FakeClip moving(int width, int height, long frames, double step) {
    return new FakeClip(width, height, frames, (frame, x, y) -> texture(x + frame * step, y * 0.6));
  }

  static double texture(double x, double y) {
    return 128
        + 45 * Math.sin(40 * x + 9 * y)
        + 40 * Math.cos(55 * y - 17 * x + 2)
        + 20 * Math.sin(90 * x + 61 * y + 1)
        + 15 * Math.sin(13 * x - 21 * y);
  }

  /** The same clip whose decoder fails at a frame. */
  FakeClip brokenFrom(long frame) {
    brokenFrom = frame;
    return this;
  }

  /** The same clip with motion vectors on every frame but the first. */
  FakeClip withMotion(BlockMotion vectors) {
    motion = vectors;
    return this;
  }

  Clip row() {
    return row(frames);
  }

  /** The clip's row, telling another number of frames. */
  Clip row(long told) {
    FrameRange range = new FrameRange(100, 100 + told);
    VideoId video = VideoId.of("file:/videos/a.mp4");
    return new Clip(
        ClipId.of(video, "1", range, Fingerprint.of("cut")),
        video,
        0,
        0,
        "a_scene-0.mp4",
        "/videos/a.mp4",
        Optional.empty(),
        CutMode.VIRTUAL,
        range,
        new TimeRange(4_000_000, 4_000_000 + told * FRAME_US),
        new Clip.Content(told, new Rational(25, 1), size, 0));
  }

  @Override
  public ClipFrames open(Path file, Optional<TimeRange> range, boolean motionVectors) {
    opened++;
    rangeAsked = range;
    vectorsAsked = motionVectors;
    return new Frames(motionVectors);
  }

  private final class Frames implements ClipFrames {
    private final boolean vectors;
    private long next;

    Frames(boolean vectors) {
      this.vectors = vectors;
    }

    @Override
    public Optional<ClipFrame> next() {
      if (next == brokenFrom) {
        throw new KinolakeException(FailureCode.CORRUPT, "Frame " + next + " is damaged");
      }
      if (next >= frames) {
        return Optional.empty();
      }
      decoded++;
      return Optional.of(new Frame(this, next++));
    }

    @Override
    public void close() {
      closed++;
    }
  }

  /** A frame that refuses to be used after its successor was read. */
  private final class Frame implements ClipFrame {
    private final Frames owner;
    private final long index;

    Frame(Frames owner, long index) {
      this.owner = owner;
      this.index = index;
    }

    @Override
    public long index() {
      requireCurrent();
      return index;
    }

    @Override
    public long timeUs() {
      requireCurrent();
      return 4_000_000 + index * FRAME_US;
    }

    @Override
    public GrayImage gray(PictureForm form) {
      FrameSize asked = asked(form);
      byte[] levels = new byte[asked.width() * asked.height()];
      for (int i = 0; i < levels.length; i++) {
        levels[i] = level(i, asked);
      }
      return GrayImage.of(asked.width(), asked.height(), levels);
    }

    @Override
    public ColorImage color(PictureForm form) {
      FrameSize asked = asked(form);
      byte[] levels = new byte[3 * asked.width() * asked.height()];
      for (int i = 0; i < levels.length; i++) {
        levels[i] = level(i / 3, asked);
      }
      return ColorImage.ofBgr(asked.width(), asked.height(), levels);
    }

    @Override
    public BlockMotion motion() {
      requireCurrent();
      if (!owner.vectors) {
        throw new IllegalStateException("Nobody asked for motion vectors");
      }
      return index == 0 ? BlockMotion.NONE : motion;
    }

    private FrameSize asked(PictureForm form) {
      requireCurrent();
      formsAsked.add(form);
      conversions++;
      return form.scale().of(size);
    }

    private byte level(int pixel, FrameSize asked) {
      int row = pixel / asked.width();
      double x = (pixel % asked.width() + 0.5) / asked.width();
      double y = (row + 0.5) / asked.height();
      double level = painter.level(index, x, y);
      return (byte) Math.round(Math.max(0, Math.min(255, level)));
    }

    private void requireCurrent() {
      if (index != owner.next - 1) {
        throw new IllegalStateException("Frame " + index + " was kept");
      }
    }
  }
}
