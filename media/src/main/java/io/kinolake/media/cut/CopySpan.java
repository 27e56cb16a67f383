package io.kinolake.media.cut;

import io.kinolake.schemas.media.FrameRange;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The packets that copying takes for one clip: a key frame and what follows it in the order of
 * decoding, so far that their frames leave no gap. Packets between that are shown before the key
 * frame need frames from before it and are left out.
 *
 * @param first number of the first packet
 * @param last number after the last packet
 * @param startPts presentation time of the first frame, ticks
 * @param frames what they are in the source
 */
record CopySpan(int first, int last, long startPts, FrameRange frames) {

  /**
   * The packets for a range of frames.
   *
   * @param presentation of the index
   * @return empty where no key frame allows it
   */
  static Optional<CopySpan> find(
      PacketIndex index, long[] presentation, FrameRange wanted, CopyRange range) {
    int key = keyPacket(index.packets(), presentation, wanted, range);
    return key < 0 ? Optional.empty() : spanFrom(key, index.packets(), presentation, wanted, range);
  }

  boolean contains(int packet, long pts) {
    return first <= packet && packet < last && pts >= startPts;
  }

  private static int keyPacket(
      List<PacketIndex.Packet> packets, long[] presentation, FrameRange wanted, CopyRange range) {
    int best = -1;
    for (int i = 0; i < packets.size(); i++) {
      PacketIndex.Packet packet = packets.get(i);
      if (!packet.key() || !packet.shown()) {
        continue;
      }
      long frame = Arrays.binarySearch(presentation, packet.pts());
      if (range == CopyRange.COVER && frame <= wanted.start()) {
        best = i;
      }
      if (range == CopyRange.INSIDE && best < 0 && wanted.contains(frame)) {
        best = i;
      }
    }
    return best;
  }

  private static Optional<CopySpan> spanFrom(
      int key,
      List<PacketIndex.Packet> packets,
      long[] presentation,
      FrameRange wanted,
      CopyRange range) {
    long startPts = packets.get(key).pts();
    long start = Arrays.binarySearch(presentation, startPts);
    long furthest = start - 1;
    long count = 0;
    Optional<CopySpan> found = Optional.empty();
    for (int i = key; i < packets.size(); i++) {
      PacketIndex.Packet packet = packets.get(i);
      if (packet.pts() < startPts) {
        continue;
      }
      if (!packet.shown()) {
        return Optional.empty(); // an edit list hides frames in the middle
      }
      furthest = Math.max(furthest, Arrays.binarySearch(presentation, packet.pts()));
      count++;
      boolean whole = furthest - start + 1 == count;
      boolean fits = range == CopyRange.COVER || furthest < wanted.end();
      if (whole && fits) {
        found =
            Optional.of(new CopySpan(key, i + 1, startPts, new FrameRange(start, furthest + 1)));
      }
      if (whole && furthest + 1 >= wanted.end()) {
        return found;
      }
    }
    return found;
  }
}
