package io.kinolake.media.cut;

import static io.kinolake.media.encode.WriteFailures.allocated;

import io.kinolake.media.input.MediaInput;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.input.StreamFacts;
import io.kinolake.media.input.TimeBase;
import io.kinolake.schemas.media.Rational;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * The packets of a file's video stream, without their content: which frames there are and when,
 * known without decoding.
 *
 * @param timeBase of the packets' times
 * @param packets in the order of the file, which is that of decoding
 */
record PacketIndex(TimeBase timeBase, List<Packet> packets) {

  /**
   * One packet, which is one frame.
   *
   * @param pts presentation time in ticks
   * @param key whether decoding can start here
   * @param shown whether an edit list leaves the frame to be seen
   */
  record Packet(long pts, boolean key, boolean shown) {}

  PacketIndex {
    packets = List.copyOf(packets);
  }

  /** The index of a file; empty where packets don't tell when they are presented. */
  static Optional<PacketIndex> read(Path file) {
    try (MediaInput input = MediaInput.open(file, MediaLimits.DEFAULT)) {
      Rational base = StreamFacts.ratio(input.videoStream().time_base());
      List<Packet> packets = new ArrayList<>();
      AVPacket packet = allocated(avcodec.av_packet_alloc(), "a packet");
      try {
        while (avformat.av_read_frame(input.context(), packet) >= 0) {
          if (packet.stream_index() == input.videoIndex() && packet.size() > 0) {
            if (packet.pts() == avutil.AV_NOPTS_VALUE) {
              return Optional.empty();
            }
            packets.add(describe(packet));
          }
          avcodec.av_packet_unref(packet);
        }
      } finally {
        avcodec.av_packet_free(packet);
      }
      return Optional.of(
          new PacketIndex(new TimeBase(base.numerator(), base.denominator()), packets));
    }
  }

  /** The presentation times of the frames that are seen, ascending, in ticks. */
  long[] presentation() {
    return packets.stream().filter(Packet::shown).mapToLong(Packet::pts).sorted().toArray();
  }

  private static Packet describe(AVPacket packet) {
    return new Packet(
        packet.pts(),
        (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0,
        (packet.flags() & avcodec.AV_PKT_FLAG_DISCARD) == 0);
  }
}
