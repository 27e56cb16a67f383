package io.kinolake.media.cut;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * The times of a copied clip's packets. Presentation begins at 0. Decoding times are made anew, for
 * not all containers have them: the presentation times in ascending order, earlier by the least
 * that makes none later than its presentation. Used for the packets in order; not thread-safe.
 */
final class CopyTimes {
  private final long origin;
  private final long[] sorted; // presentation times in the source, ascending, and the end
  private final long delay;
  private int next; // packet in the order of decoding

  private CopyTimes(long origin, long[] sorted, long delay) {
    this.origin = origin;
    this.sorted = sorted;
    this.delay = delay;
  }

  /**
   * The times for a span.
   *
   * @param endPts when its last frame ends, ticks
   */
  static CopyTimes of(PacketIndex index, CopySpan span, long endPts) {
    List<PacketIndex.Packet> packets = index.packets();
    long[] decoding =
        IntStream.range(span.first(), span.last())
            .mapToLong(i -> packets.get(i).pts())
            .filter(pts -> pts >= span.startPts())
            .toArray();
    long[] sorted = Arrays.copyOf(decoding, decoding.length + 1);
    sorted[decoding.length] = endPts;
    Arrays.sort(sorted, 0, decoding.length);
    long delay = 0;
    for (int i = 0; i < decoding.length; i++) {
      delay = Math.max(delay, sorted[i] - decoding[i]);
    }
    return new CopyTimes(span.startPts(), sorted, delay);
  }

  /** When the frames are shown, ascending, in ticks from the clip's begin. */
  long[] presentation() {
    return Arrays.stream(sorted, 0, sorted.length - 1).map(pts -> pts - origin).toArray();
  }

  /** Sets the times of the next packet. */
  void apply(AVPacket packet) {
    int frame = Arrays.binarySearch(sorted, 0, sorted.length - 1, packet.pts());
    packet.pts(packet.pts() - origin);
    packet.dts(sorted[next] - delay - origin);
    packet.duration(sorted[frame + 1] - sorted[frame]);
    next++;
  }
}
