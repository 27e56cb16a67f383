package io.kinolake.models.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.models.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Writes a zip file of stored entries, each entry's bytes at a multiple of {@value #ALIGNMENT},
 * with the 64-bit forms where sizes need them (APPNOTE 6.3, sections 4.3 to 4.5). Not thread-safe.
 */
final class StoredZip {
  private static final int ALIGNMENT = 64;
  private static final int LOCAL_BYTES = 30;
  private static final int CENTRAL_BYTES = 46;
  private static final int EXTRA_64_BYTES = 4 + 2 * Long.BYTES;
  private static final int CENTRAL_EXTRA_BYTES = 4 + 3 * Long.BYTES;

  /** The private field that PyTorch pads with. */
  private static final short PADDING_ID = 0x4246;

  private static final short VERSION_64 = 45;
  private static final short NAMES_ARE_UTF8 = 0x800;

  /** 1 January 1980, so that the same content gives the same file. */
  private static final short DATE = 0x21;

  private static final int IN_EXTRA = 0xffffffff;
  private static final int END_64_BYTES = 56;

  private final NewFile file;
  private final List<Entry> entries = new ArrayList<>();
  private long at;

  StoredZip(NewFile file) {
    this.file = file;
  }

  private record Entry(String name, long local, long size, int crc) {
    byte[] nameBytes() {
      return name.getBytes(UTF_8);
    }
  }

  void add(String name, TensorBytes content) {
    CRC32 sum = new CRC32();
    content.pieces().forEach(sum::update);
    Entry entry = new Entry(name, at, content.size(), (int) sum.getValue());
    ByteBuffer local = local(entry);
    file.write(at, local);
    at += local.capacity();
    file.write(at, content);
    at += content.size();
    entries.add(entry);
  }

  void finish() {
    long directory = at;
    for (Entry entry : entries) {
      ByteBuffer central = central(entry);
      file.write(at, central);
      at += central.capacity();
    }
    file.write(at, end(directory, at - directory, at));
  }

  private static ByteBuffer local(Entry entry) {
    int before = LOCAL_BYTES + entry.nameBytes().length + EXTRA_64_BYTES + 4;
    int padding = (int) Math.floorMod(-(entry.local() + before), (long) ALIGNMENT);
    ByteBuffer local = allocate(before + padding);
    local.putInt(0x04034b50).putShort(VERSION_64);
    shared(local, entry, EXTRA_64_BYTES + 4 + padding);
    local.put(entry.nameBytes());
    local.putShort((short) 1).putShort((short) (2 * Long.BYTES));
    local.putLong(entry.size()).putLong(entry.size());
    local.putShort(PADDING_ID).putShort((short) padding);
    return local.rewind();
  }

  private static ByteBuffer central(Entry entry) {
    ByteBuffer central = allocate(CENTRAL_BYTES + entry.nameBytes().length + CENTRAL_EXTRA_BYTES);
    central.putInt(0x02014b50).putShort(VERSION_64).putShort(VERSION_64);
    shared(central, entry, CENTRAL_EXTRA_BYTES);
    central.position(central.position() + 10).putInt(IN_EXTRA);
    central.put(entry.nameBytes());
    central.putShort((short) 1).putShort((short) (3 * Long.BYTES));
    central.putLong(entry.size()).putLong(entry.size()).putLong(entry.local());
    return central.rewind();
  }

  /** The part that is the same in both headers, from the flags to the length of the extra field. */
  private static void shared(ByteBuffer header, Entry entry, int extraBytes) {
    header.putShort(NAMES_ARE_UTF8).putShort((short) 0).putShort((short) 0).putShort(DATE);
    header.putInt(entry.crc()).putInt(IN_EXTRA).putInt(IN_EXTRA);
    header.putShort((short) entry.nameBytes().length).putShort((short) extraBytes);
  }

  private ByteBuffer end(long directory, long directoryBytes, long endOffset) {
    ByteBuffer end = allocate(END_64_BYTES + 20 + 22);
    end.putInt(0x06064b50).putLong(END_64_BYTES - 12).putShort(VERSION_64).putShort(VERSION_64);
    end.putInt(0).putInt(0).putLong(entries.size()).putLong(entries.size());
    end.putLong(directoryBytes).putLong(directory);
    end.putInt(0x07064b50).putInt(0).putLong(endOffset).putInt(1);
    end.putInt(0x06054b50).putInt(0).putShort((short) 0xffff).putShort((short) 0xffff);
    end.putInt(IN_EXTRA).putInt(IN_EXTRA).putShort((short) 0);
    return end.rewind();
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
