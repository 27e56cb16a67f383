package io.kinolake.models.weights;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.TensorBytes;
import io.kinolake.models.weights.TorchValue.Storage;
import io.kinolake.models.weights.TorchValue.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The storages of one checkpoint file. While its pickle is read they are collected; once it is
 * known where each lies, tensors can be read.
 */
final class TorchStorages {
  private final WeightChannel channel;
  private final Map<String, Storage> seen = new LinkedHashMap<>();
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final List<StorageView> views = new ArrayList<>();

  TorchStorages(WeightChannel channel) {
    this.channel = channel;
  }

  /** Where a storage lies in the file. */
  record Place(long offset, long bytes) {}

  Storage seen(Storage storage) {
    seen.putIfAbsent(storage.key(), storage);
    return storage;
  }

  /** The storages that the pickle named, by key; unmodifiable. */
  Map<String, Storage> seen() {
    return Collections.unmodifiableMap(seen);
  }

  Tensor tensor(StorageView view) {
    views.add(view);
    return new Tensor(view.info(), () -> read(view), Optional.of(view));
  }

  /** Says where the storages lie, and checks that every tensor is within its own. */
  void settle(Map<String, Place> found) {
    places.putAll(found);
    try {
      views.forEach(this::check);
    } catch (ArithmeticException e) {
      throw WeightErrors.corrupt(channel.origin(), "a tensor or storage of more than 2^63 bytes");
    }
    views.clear();
  }

  private void check(StorageView view) {
    Place place = places.get(view.storage().key());
    if (place == null) {
      throw WeightErrors.corrupt(
          channel.origin(), "storage '%s' is not there".formatted(view.storage().key()));
    }
    if (view.storageBytes() > place.bytes()) {
      throw WeightErrors.truncated(
          channel.origin(),
          "storage '%s' should have %d bytes, it has %d"
              .formatted(view.storage().key(), view.storageBytes(), place.bytes()));
    }
    long elementBytes = view.info().dtype().bytes();
    boolean inside =
        Math.multiplyExact(Math.addExact(view.offset(), view.span()), elementBytes)
            <= view.storageBytes();
    boolean expanded = view.info().byteSize() > view.storageBytes();
    if (!inside || expanded) {
      throw WeightErrors.corrupt(
          channel.origin(),
          "a tensor %s with offset %d and strides %s does not fit its storage '%s' of %d bytes"
              .formatted(
                  view.info(),
                  view.offset(),
                  view.strides(),
                  view.storage().key(),
                  view.storageBytes()));
    }
  }

  private HostTensor read(StorageView view) {
    TensorBytes bytes =
        view.isContiguous()
            ? channel.map(start(view), view.info().byteSize())
            : StridedCopy.of(view, channel.map(start(view), spanBytes(view)), channel.origin());
    return new HostTensor(view.info().dtype(), view.info().shape(), bytes);
  }

  /** Fills the buffer from a contiguous tensor's bytes without mapping them. */
  void read(StorageView view, long offset, ByteBuffer target) {
    channel.read(start(view) + offset, target);
  }

  private long start(StorageView view) {
    return places.get(view.storage().key()).offset() + view.offset() * view.info().dtype().bytes();
  }

  private static long spanBytes(StorageView view) {
    return view.span() * view.info().dtype().bytes();
  }
}
