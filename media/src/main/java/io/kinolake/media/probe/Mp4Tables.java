package io.kinolake.media.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * What libavformat does not hand out of an MP4 or MOV file's sample tables (ISO/IEC 14496-12, 8.6
 * and 8.7), one track of a file without fragments.
 *
 * @param samples how many samples the track has
 * @param compositionOffsets from decoding to presentation in ticks, a number for each sample; empty
 *     where all are 0
 */
@SuppressWarnings("ArrayRecordComponent") // a number for each frame of a film
record Mp4Tables(int samples, int[] compositionOffsets) {
  private static final int HEADER = 8;
  private static final int MAX_BYTES = 1 << 28;

  /** The offset of a sample. */
  int compositionOffset(int sample) {
    return compositionOffsets.length == 0 ? 0 : compositionOffsets[sample];
  }

  /**
   * Reads the tables of a track; empty where the file has fragments, more than one edit that shows
   * something, or tables that do not fit each other.
   */
  static Optional<Mp4Tables> read(Path file, int trackId) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Optional<ByteBuffer> movie = movie(channel);
      if (movie.isEmpty() || child(movie.get(), "mvex").isPresent()) {
        return Optional.empty();
      }
      return track(movie.get(), trackId)
          .filter(Mp4Tables::showsOneEdit)
          .flatMap(track -> descend(track, "mdia", "minf", "stbl"))
          .flatMap(Mp4Tables::ofSampleTable);
    }
  }

  /** The content of the movie box, which may lie anywhere; boxes before it are skipped unread. */
  private static Optional<ByteBuffer> movie(FileChannel channel) throws IOException {
    long at = 0;
    while (at + HEADER <= channel.size()) {
      ByteBuffer header = ByteBuffer.allocate(2 * HEADER);
      readFully(channel, header, at);
      header.flip();
      long size = header.getInt() & 0xffffffffL;
      String type = type(header);
      long content = at + HEADER;
      if (size == 1 && header.remaining() >= HEADER) {
        size = header.getLong();
        content += HEADER;
      }
      if (type.equals("moov") && size > HEADER && size <= MAX_BYTES) {
        ByteBuffer movie = ByteBuffer.allocate((int) (at + size - content));
        readFully(channel, movie, content);
        return movie.hasRemaining() ? Optional.empty() : Optional.of(movie.flip());
      }
      if (size < HEADER || size > channel.size() - at) {
        return Optional.empty();
      }
      at += size;
    }
    return Optional.empty();
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long at) throws IOException {
    long next = at;
    int read = 0;
    while (into.hasRemaining() && read >= 0) {
      read = channel.read(into, next);
      next += read;
    }
  }

  private static Optional<ByteBuffer> track(ByteBuffer movie, int trackId) {
    ByteBuffer rest = movie.duplicate();
    while (true) {
      Optional<ByteBuffer> track = next(rest, "trak");
      if (track.isEmpty() || idOf(track.get()) == trackId) {
        return track;
      }
    }
  }

  /** The id in a track header, which follows two times of 4 or 8 bytes; 0 without one. */
  private static int idOf(ByteBuffer track) {
    return child(track, "tkhd")
        .filter(header -> header.remaining() >= 24)
        .map(
            header ->
                header.getInt(header.position() + (header.get(header.position()) == 1 ? 20 : 12)))
        .orElse(0);
  }

  private static boolean showsOneEdit(ByteBuffer track) {
    Optional<ByteBuffer> found = descend(track, "edts", "elst");
    if (found.isEmpty()) {
      return true;
    }
    ByteBuffer list = found.get();
    boolean wide = version(list) == 1;
    int count = list.remaining() < 4 ? -1 : list.getInt();
    if (count < 0 || (long) count * (wide ? 20 : 12) > list.remaining()) {
      return false;
    }
    int shown = 0;
    for (int i = 0; i < count; i++) {
      list.position(list.position() + (wide ? 8 : 4)); // duration
      long start = wide ? list.getLong() : list.getInt();
      int rate = list.getInt();
      if (start >= 0) {
        shown += rate == 1 << 16 ? 1 : 2;
      }
    }
    return shown <= 1;
  }

  private static Optional<Mp4Tables> ofSampleTable(ByteBuffer table) {
    int samples = sampleCount(table);
    if (samples <= 0) {
      return Optional.empty();
    }
    Optional<ByteBuffer> offsets = child(table, "ctts");
    return offsets.isEmpty()
        ? Optional.of(new Mp4Tables(samples, new int[0]))
        : offsets(offsets.get(), samples).map(list -> new Mp4Tables(samples, list));
  }

  /** The last field before the sizes, in both kinds of size box. */
  private static int sampleCount(ByteBuffer table) {
    return child(table, "stsz")
        .or(() -> child(table, "stz2"))
        .filter(sizes -> sizes.remaining() >= 12)
        .map(sizes -> sizes.getInt(sizes.position() + 8))
        .filter(count -> count <= MAX_BYTES / Integer.BYTES)
        .orElse(0);
  }

  private static Optional<int[]> offsets(ByteBuffer box, int samples) {
    version(box);
    int[] offsets = new int[samples];
    int runs = box.remaining() < 4 ? -1 : box.getInt();
    int at = 0;
    for (int run = 0; run < runs; run++) {
      if (box.remaining() < 8) {
        return Optional.empty();
      }
      int count = box.getInt();
      int offset = box.getInt();
      if (count < 0 || count > samples - at) {
        return Optional.empty();
      }
      Arrays.fill(offsets, at, at + count, offset);
      at += count;
    }
    return at == samples ? Optional.of(offsets) : Optional.empty();
  }

  /** Steps over version and flags. */
  private static int version(ByteBuffer box) {
    return box.remaining() < 4 ? -1 : box.getInt() >>> 24;
  }

  private static Optional<ByteBuffer> descend(ByteBuffer box, String... types) {
    Optional<ByteBuffer> inner = Optional.of(box);
    for (String type : types) {
      inner = inner.flatMap(outer -> child(outer, type));
    }
    return inner;
  }

  private static Optional<ByteBuffer> child(ByteBuffer box, String type) {
    return next(box.duplicate(), type);
  }

  /** The content of the next box of a type; moves behind it. */
  private static Optional<ByteBuffer> next(ByteBuffer boxes, String type) {
    while (boxes.remaining() >= HEADER) {
      int start = boxes.position();
      int size = boxes.getInt();
      String found = type(boxes);
      if (size < HEADER || size > boxes.limit() - start) {
        return Optional.empty();
      }
      ByteBuffer content = boxes.slice(start + HEADER, size - HEADER);
      boxes.position(start + size);
      if (found.equals(type)) {
        return Optional.of(content);
      }
    }
    return Optional.empty();
  }

  private static String type(ByteBuffer header) {
    byte[] name = new byte[4];
    header.get(name);
    return new String(name, StandardCharsets.ISO_8859_1);
  }
}
