package io.kinolake.models.weights;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kinolake.models.weights.TorchStorages.Place;
import io.kinolake.models.weights.TorchValue.Dict;
import io.kinolake.models.weights.TorchValue.Int;
import io.kinolake.models.weights.TorchValue.Sequence;
import io.kinolake.models.weights.TorchValue.Storage;
import io.kinolake.models.weights.TorchValue.Text;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * What a checkpoint file holds, read from either of its forms.
 *
 * <p>The zip form has entries {@code NAME/data.pkl} and {@code NAME/data/KEY}, stored. The older
 * form is five pickles (a magic number, a version, facts of the machine, the object, the storages'
 * keys) and then for each key a count of elements and the elements.
 */
record TorchContent(TorchValue root, TorchStorages storages) {
  private static final int ZIP_START = 0x04034b50;
  private static final int PICKLE_START = 0x80;
  private static final int LOWEST_PROTOCOL = 2;
  private static final int HIGHEST_PROTOCOL = 5;
  private static final int SAFETENSORS_HEADER = 8;
  private static final long LARGEST_PICKLE = 1 << 28;
  private static final String PICKLE = "data.pkl";

  private static final BigInteger LEGACY_MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final int LEGACY_VERSION = 1001;

  /** Whether a file starts as one of the two forms does; false for one too short to tell. */
  static boolean isOne(Path file) {
    try (WeightChannel channel = WeightChannel.open(file)) {
      return isZip(channel) || isPickle(channel);
    }
  }

  private static boolean isZip(WeightChannel channel) {
    return channel.size() >= Integer.BYTES
        && new PickleInput(channel, 0, channel.size()).i4() == ZIP_START;
  }

  /** A pickle starts with its protocol; a safetensors file may too, but then its header follows. */
  private static boolean isPickle(WeightChannel channel) {
    if (channel.size() <= SAFETENSORS_HEADER) {
      return false;
    }
    byte[] start = channel.read(0, SAFETENSORS_HEADER + 1);
    return (start[0] & 0xff) == PICKLE_START
        && start[1] >= LOWEST_PROTOCOL
        && start[1] <= HIGHEST_PROTOCOL
        && start[SAFETENSORS_HEADER] != '{';
  }

  static TorchContent read(WeightChannel channel) {
    if (isZip(channel)) {
      return readZip(channel);
    }
    if (isPickle(channel)) {
      return readLegacy(channel);
    }
    throw WeightErrors.corrupt(channel.origin(), "it is neither a zip file nor a pickle");
  }

  private static TorchContent readZip(WeightChannel channel) {
    Map<String, ZipDirectory.Entry> entries = ZipDirectory.read(channel);
    ZipDirectory.Entry pickle =
        entries.values().stream()
            .filter(each -> each.name().equals(PICKLE) || each.name().endsWith("/" + PICKLE))
            .findFirst()
            .orElseThrow(() -> WeightErrors.corrupt(channel.origin(), "it has no entry " + PICKLE));
    String folder = pickle.name().substring(0, pickle.name().length() - PICKLE.length());
    checkByteOrder(channel, entries.get(folder + "byteorder"));
    checkSum(channel, pickle);
    TorchStorages storages = new TorchStorages(channel);
    PickleInput input = new PickleInput(channel, pickle.offset(), pickle.offset() + pickle.bytes());
    TorchValue root = Unpickler.load(input, new TorchGlobals(storages));
    Map<String, Place> places = new LinkedHashMap<>();
    String data = folder + "data/";
    for (ZipDirectory.Entry entry : entries.values()) {
      if (entry.name().startsWith(data)) {
        places.put(entry.name().substring(data.length()), new Place(entry.offset(), entry.bytes()));
      }
    }
    storages.settle(places);
    return new TorchContent(root, storages);
  }

  private static void checkByteOrder(WeightChannel channel, ZipDirectory.Entry entry) {
    if (entry == null) {
      return;
    }
    String order = new String(channel.read(entry.offset(), (int) entry.bytes()), US_ASCII);
    if (!order.equals("little")) {
      throw WeightErrors.refused(channel.origin(), "its byte order is '%s'".formatted(order));
    }
  }

  private static void checkSum(WeightChannel channel, ZipDirectory.Entry pickle) {
    if (pickle.bytes() > LARGEST_PICKLE) {
      throw WeightErrors.refused(
          channel.origin(), "its pickle has %d bytes".formatted(pickle.bytes()));
    }
    CRC32 sum = new CRC32();
    sum.update(channel.read(pickle.offset(), (int) pickle.bytes()));
    if ((int) sum.getValue() != pickle.crc()) {
      throw WeightErrors.corrupt(channel.origin(), "its pickle does not have its checksum");
    }
  }

  private static TorchContent readLegacy(WeightChannel channel) {
    PickleInput input = new PickleInput(channel, 0, channel.size());
    TorchStorages storages = new TorchStorages(channel);
    TorchGlobals globals = new TorchGlobals(storages);
    require(channel, Unpickler.load(input, globals), new Int(LEGACY_MAGIC), "magic number");
    require(channel, Unpickler.load(input, globals), Int.of(LEGACY_VERSION), "version");
    if (Unpickler.load(input, globals) instanceof Dict facts) {
      facts
          .find("little_endian")
          .ifPresent(little -> require(channel, little, new TorchValue.Bool(true), "byte order"));
    }
    TorchValue root = Unpickler.load(input, globals);
    storages.settle(legacyPlaces(channel, input, storages, Unpickler.load(input, globals)));
    return new TorchContent(root, storages);
  }

  private static void require(
      WeightChannel channel, TorchValue found, TorchValue needed, String what) {
    if (!found.equals(needed)) {
      throw WeightErrors.refused(
          channel.origin(),
          "as an old checkpoint: its %s is %s, not %s".formatted(what, found, needed));
    }
  }

  private static Map<String, Place> legacyPlaces(
      WeightChannel channel, PickleInput input, TorchStorages storages, TorchValue keys) {
    Map<String, Place> places = new LinkedHashMap<>();
    long at = input.position();
    if (!(keys instanceof Sequence sequence)) {
      throw WeightErrors.corrupt(channel.origin(), "it has no list of storages");
    }
    for (TorchValue each : sequence.items()) {
      String key = each instanceof Text text ? text.value() : "";
      Storage storage = storages.seen().get(key);
      if (storage == null) {
        throw WeightErrors.corrupt(channel.origin(), "no tensor has its storage '" + key + "'");
      }
      long elements = new PickleInput(channel, at, channel.size()).i8();
      long start = at + Long.BYTES;
      int elementBytes = storage.type().dtype().bytes();
      if (elements < 0 || elements > (channel.size() - start) / elementBytes) {
        throw WeightErrors.truncated(
            channel.origin(), "storage '%s' has %d elements".formatted(key, elements));
      }
      places.put(key, new Place(start, elements * elementBytes));
      at = start + elements * elementBytes;
    }
    return places;
  }
}
