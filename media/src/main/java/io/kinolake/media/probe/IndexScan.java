package io.kinolake.media.probe;

import io.kinolake.media.input.MediaInput;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.schemas.media.FrameTiming;
import java.io.IOException;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Frame times from the index of an MP4 or MOV file, so that a huge file is not read through. The
 * index gives each sample's place, size and decoding time, {@link Mp4Tables} the way from there to
 * its presentation. A few packets at the start and the last ones are read and must be what the
 * index promises; else, and wherever a file is unusual, there is no result, and its packets are to
 * be read. A file that is shorter than its index says is such a file. Not thread-safe.
 */
final class IndexScan implements AutoCloseable {
  /** The last frame in presentation is among so many last samples: more than codecs reorder. */
  private static final int LAST_PACKETS = 64;

  private static final int MAX_FIRST_PACKETS = 8;

  private final MediaInput input;
  private final MediaLimits limits;
  private final StreamProperties properties;
  private final AVStream stream;
  private final AVCodecParameters parameters;
  private final AVPacket packet = avcodec.av_packet_alloc();
  private Mp4Tables tables = new Mp4Tables(0, new int[0]);
  private long shift; // of presentation times against decoding times, the same for all samples

  IndexScan(MediaInput input, MediaLimits limits, StreamProperties properties) {
    this.input = input;
    this.limits = limits;
    this.properties = properties;
    this.stream = input.videoStream();
    this.parameters = stream.codecpar();
    properties.setFromContainer(parameters);
  }

  /** The timing; empty where only the packets tell. */
  Optional<FrameTiming> read() {
    int entries = avformat.avformat_index_get_entries_count(stream);
    if (!input.formatName().startsWith("mov,") || entries == 0 || hidesFrames()) {
      return Optional.empty();
    }
    input.context().flags(input.context().flags() | AVFormatContext.AVFMT_FLAG_NOPARSE);
    Optional<Mp4Tables> found = readTables().filter(read -> read.samples() == entries);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    tables = found.get();
    return startIsAsPromised() && allLiesWithinTheFile() ? collect() : Optional.empty();
  }

  @Override
  public void close() {
    avcodec.av_packet_free(packet);
  }

  /** Only the packets of these codecs tell whether a frame is shown. */
  private boolean hidesFrames() {
    int codec = parameters.codec_id();
    return codec == avcodec.AV_CODEC_ID_VP8 || codec == avcodec.AV_CODEC_ID_VP9;
  }

  private Optional<Mp4Tables> readTables() {
    try {
      return Mp4Tables.read(input.file(), stream.id());
    } catch (IOException e) {
      throw ProbeFailures.notReadable(input.file(), e);
    }
  }

  /** Compares the first packets, and asks them what the container does not say of the stream. */
  private boolean startIsAsPromised() {
    for (int sample = 0; sample < Math.min(tables.samples(), MAX_FIRST_PACKETS); sample++) {
      if (!nextPacket()) {
        return false;
      }
      if (sample == 0) {
        shift = packet.pts() - packet.dts() - tables.compositionOffset(0);
      }
      boolean key = (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0;
      if (properties.incomplete() && (key || sample == 0)) {
        properties.ask(parameters, packet, limits.maxPixels());
      }
      if (!isAsPromised(sample)) {
        return false;
      }
    }
    return !properties.incomplete() || tables.samples() <= MAX_FIRST_PACKETS;
  }

  private boolean allLiesWithinTheFile() {
    long length = input.file().toFile().length();
    for (int sample = 0; sample < tables.samples(); sample++) {
      AVIndexEntry entry = entry(sample);
      if (entry.pos() < 0 || entry.pos() + entry.size() > length) {
        return false;
      }
    }
    return true;
  }

  private Optional<FrameTiming> collect() {
    int firstRead = seekLast();
    if (firstRead < 0) {
      return Optional.empty();
    }
    TimingBuilder timing = new TimingBuilder(input, limits);
    long latest = Long.MIN_VALUE;
    for (int sample = 0; sample < firstRead; sample++) {
      AVIndexEntry entry = entry(sample);
      if (isShown(entry)) {
        latest = Math.max(latest, time(sample, entry));
        timing.add(time(sample, entry), 0, isKey(entry));
      }
    }
    boolean endIsLatest = false;
    for (int sample = firstRead; sample < tables.samples(); sample++) {
      if (!isAsPromised(sample)) {
        return Optional.empty();
      }
      if (isShown(entry(sample))) {
        endIsLatest |= packet.pts() > latest;
        timing.add(packet.pts(), packet.duration(), isKey(entry(sample)));
      }
      boolean more = sample + 1 < tables.samples();
      if (nextPacket() != more) {
        return Optional.empty();
      }
    }
    return endIsLatest ? Optional.of(timing.build()) : Optional.empty();
  }

  /** Reads a packet near the end and tells which sample it is; -1 where that does not work. */
  private int seekLast() {
    int wanted = Math.max(0, tables.samples() - LAST_PACKETS);
    int flags = avformat.AVSEEK_FLAG_ANY | avformat.AVSEEK_FLAG_BACKWARD;
    long time = entry(wanted).timestamp();
    if (avformat.av_seek_frame(input.context(), stream.index(), time, flags) < 0 || !nextPacket()) {
      return -1;
    }
    // Where frames are reordered, a seek lands a little before the sample of that time.
    int sample = wanted;
    while (sample >= 0 && entry(sample).pos() != packet.pos()) {
      sample--;
    }
    return sample;
  }

  private boolean nextPacket() {
    avcodec.av_packet_unref(packet);
    return avformat.av_read_frame(input.context(), packet) >= 0
        && packet.stream_index() == stream.index()
        && (packet.flags() & avcodec.AV_PKT_FLAG_CORRUPT) == 0
        && packet.pts() != avutil.AV_NOPTS_VALUE
        && packet.dts() != avutil.AV_NOPTS_VALUE;
  }

  private boolean isAsPromised(int sample) {
    AVIndexEntry entry = entry(sample);
    boolean discarded = (packet.flags() & avcodec.AV_PKT_FLAG_DISCARD) != 0;
    boolean key = (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0;
    return packet.pos() == entry.pos()
        && packet.size() == entry.size()
        && packet.dts() == entry.timestamp()
        && packet.pts() == time(sample, entry)
        && key == isKey(entry)
        && discarded == ((entry.flags() & AVIndexEntry.AVINDEX_DISCARD_FRAME) != 0);
  }

  private AVIndexEntry entry(int sample) {
    return avformat.avformat_index_get_entry(stream, sample);
  }

  private long time(int sample, AVIndexEntry entry) {
    return entry.timestamp() + shift + tables.compositionOffset(sample);
  }

  private static boolean isKey(AVIndexEntry entry) {
    return (entry.flags() & AVIndexEntry.AVINDEX_KEYFRAME) != 0;
  }

  private static boolean isShown(AVIndexEntry entry) {
    return entry.size() > 0 && (entry.flags() & AVIndexEntry.AVINDEX_DISCARD_FRAME) == 0;
  }
}
