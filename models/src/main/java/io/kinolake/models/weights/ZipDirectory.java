package io.kinolake.models.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The entries of a zip file and where their bytes lie, which the JDK does not tell. Format:
 * PKWARE's APPNOTE 6.3, sections 4.3 to 4.5, with the 64-bit forms. Only stored entries are of use
 * here.
 */
final class ZipDirectory {
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCATOR_64_BYTES = 20;
  private static final int END_64_BYTES = 56;
  private static final int CENTRAL = 0x02014b50;
  private static final int CENTRAL_BYTES = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int EXTRA_64 = 1;
  private static final long IN_EXTRA = 0xffffffffL;
  private static final long LARGEST_DIRECTORY = 1 << 28;

  private final WeightChannel channel;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private ZipDirectory(WeightChannel channel) {
    this.channel = channel;
  }

  /**
   * A stored entry.
   *
   * @param offset of its first byte in the file
   * @param crc the CRC-32 of its bytes
   */
  record Entry(String name, long offset, long bytes, int crc) {}

  /** The directory's place and how many entries it has. */
  private record Directory(long offset, long bytes) {}

  /** The entries in their order; unmodifiable. */
  static Map<String, Entry> read(WeightChannel channel) {
    ZipDirectory directory = new ZipDirectory(channel);
    directory.read(directory.find());
    return Collections.unmodifiableMap(directory.entries);
  }

  private Directory find() {
    long tailStart = Math.max(0, channel.size() - END_BYTES - LONGEST_COMMENT);
    ByteBuffer tail = bytes(tailStart, (int) (channel.size() - tailStart));
    int end = tail.capacity() - END_BYTES;
    while (end >= 0 && tail.getInt(end) != END) {
      end--;
    }
    if (end < 0) {
      throw WeightErrors.truncated(channel.origin(), "the zip file has no end record");
    }
    long bytes = tail.getInt(end + 12) & IN_EXTRA;
    long offset = tail.getInt(end + 16) & IN_EXTRA;
    if (bytes == IN_EXTRA || offset == IN_EXTRA) {
      return find64(tailStart + end - LOCATOR_64_BYTES);
    }
    return new Directory(offset, bytes);
  }

  private Directory find64(long locatorOffset) {
    ByteBuffer locator = bytes(locatorOffset, LOCATOR_64_BYTES);
    require(locator.getInt(0) == LOCATOR_64, "the 64-bit end record is not announced");
    ByteBuffer end = bytes(locator.getLong(8), END_64_BYTES);
    require(end.getInt(0) == END_64, "the 64-bit end record is not there");
    return new Directory(end.getLong(48), end.getLong(40));
  }

  private void read(Directory place) {
    require(place.bytes() >= 0 && place.bytes() <= LARGEST_DIRECTORY, "its directory is too large");
    ByteBuffer directory = bytes(place.offset(), (int) place.bytes());
    int at = 0;
    while (at < directory.capacity()) {
      require(at + CENTRAL_BYTES <= directory.capacity(), "its directory is cut");
      require(directory.getInt(at) == CENTRAL, "its directory has a wrong entry");
      int nameBytes = directory.getShort(at + 28) & 0xffff;
      int extraBytes = directory.getShort(at + 30) & 0xffff;
      int commentBytes = directory.getShort(at + 32) & 0xffff;
      int next = at + CENTRAL_BYTES + nameBytes + extraBytes + commentBytes;
      require(next <= directory.capacity(), "its directory is cut");
      add(directory.slice(at, next - at).order(ByteOrder.LITTLE_ENDIAN), nameBytes, extraBytes);
      at = next;
    }
  }

  private void add(ByteBuffer central, int nameBytes, int extraBytes) {
    byte[] nameText = new byte[nameBytes];
    central.get(CENTRAL_BYTES, nameText);
    String name = new String(nameText, UTF_8);
    ByteBuffer large =
        extra64(
            central.slice(CENTRAL_BYTES + nameBytes, extraBytes).order(ByteOrder.LITTLE_ENDIAN));
    long size = wide(central.getInt(24), large);
    long stored = wide(central.getInt(20), large);
    long local = wide(central.getInt(42), large);
    if (central.getShort(10) != 0 || stored != size || (central.getShort(8) & 1) != 0) {
      throw WeightErrors.refused(
          channel.origin(), "entry '%s' is compressed or encrypted".formatted(name));
    }
    long offset = dataOffset(local);
    require(size >= 0 && size <= channel.size() - offset, "entry '" + name + "' is cut");
    Entry entry = new Entry(name, offset, size, central.getInt(16));
    require(entries.put(name, entry) == null, "entry '" + name + "' is there twice");
  }

  private long dataOffset(long local) {
    ByteBuffer header = bytes(local, LOCAL_BYTES);
    require(header.getInt(0) == LOCAL, "an entry is not where its directory says");
    int nameBytes = header.getShort(26) & 0xffff;
    int extraBytes = header.getShort(28) & 0xffff;
    return local + LOCAL_BYTES + nameBytes + extraBytes;
  }

  private static ByteBuffer extra64(ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int id = extra.getShort() & 0xffff;
      int length = Math.min(extra.getShort() & 0xffff, extra.remaining());
      if (id == EXTRA_64) {
        return extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      }
      extra.position(extra.position() + length);
    }
    return ByteBuffer.allocate(0);
  }

  private long wide(int value, ByteBuffer large) {
    if ((value & IN_EXTRA) != IN_EXTRA) {
      return value & IN_EXTRA;
    }
    require(large.remaining() >= Long.BYTES, "a 64-bit size is missing");
    return large.getLong();
  }

  private ByteBuffer bytes(long offset, int length) {
    require(offset >= 0 && offset <= channel.size() - length, "it points behind its end");
    return ByteBuffer.wrap(channel.read(offset, length)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void require(boolean holds, String problem) {
    if (!holds) {
      throw WeightErrors.corrupt(channel.origin(), "as a zip file: " + problem);
    }
  }
}
