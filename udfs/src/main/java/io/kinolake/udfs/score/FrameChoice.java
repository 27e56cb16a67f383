package io.kinolake.udfs.score;

import static java.util.stream.Collectors.toMap;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * A rule that picks frames from a clip of any length; indices count from the clip's first frame.
 */
public sealed interface FrameChoice {

  /** The frames picked from a clip of so many frames, at least one. */
  FrameSet of(long frames);

  /** Fixed indices; those beyond the end stand for the last frame. */
  record At(List<Long> indices) implements FrameChoice {
    public At {
      indices = List.copyOf(indices);
    }

    @Override
    public FrameSet of(long frames) {
      return FrameSet.of(positions(frames));
    }

    /** Where each index lies in a clip of so many frames, in the given order. */
    LongStream positions(long frames) {
      return indices.stream().mapToLong(index -> Math.min(index, frames - 1));
    }
  }

  /** The middles of so many equal shares of the clip; all frames of a shorter clip. */
  record Spread(int count) implements FrameChoice {
    @Override
    public FrameSet of(long frames) {
      return FrameSet.of(
          LongStream.range(0, count).map(share -> (2 * share + 1) * frames / (2L * count)));
    }
  }

  /**
   * Pairs of frames, evenly spread and without overlap, so many at most; one pair of the first and
   * the last frame in a clip that is too short for any.
   *
   * @param gap from a pair's first frame to its second
   */
  record Pairs(int count, int gap) implements FrameChoice {
    @Override
    public FrameSet of(long frames) {
      return FrameSet.of(starts(frames).flatMap(at -> LongStream.of(at, end(at, frames))));
    }

    /** The second frame of each pair by the first; both are 0 in a clip of one frame. */
    Map<Long, Long> endsByStart(long frames) {
      return starts(frames).boxed().collect(toMap(start -> start, start -> end(start, frames)));
    }

    private LongStream starts(long frames) {
      long room = frames - gap;
      if (room <= 0) {
        return LongStream.of(0);
      }
      long pairs = Math.max(1, Math.min(count, room / gap));
      return LongStream.range(0, pairs).map(pair -> (2 * pair + 1) * room / (2 * pairs));
    }

    private long end(long start, long frames) {
      return Math.min(start + gap, frames - 1);
    }
  }

  /** The frames at given shares of the clip, rounded down: 0 the first, 0.5 the middle. */
  record Shares(List<Double> shares) implements FrameChoice {
    public Shares {
      shares = List.copyOf(shares);
    }

    @Override
    public FrameSet of(long frames) {
      return FrameSet.of(positions(frames));
    }

    /** The frame of each share, in the given order; a short clip has the same for several. */
    LongStream positions(long frames) {
      return shares.stream().mapToLong(share -> Math.min((long) (share * frames), frames - 1));
    }
  }

  /** Every frame. */
  record All() implements FrameChoice {
    @Override
    public FrameSet of(long frames) {
      return FrameSet.all(frames);
    }
  }

  static FrameChoice at(Long... indices) {
    return new At(List.of(indices));
  }

  static FrameChoice all() {
    return new All();
  }
}
