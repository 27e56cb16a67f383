package io.kinolake.media.encode;

import static io.kinolake.media.encode.WriteFailures.check;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** A native dictionary of options, for the length of one call. Not thread-safe. */
final class FfmpegOptions implements AutoCloseable {
  private final PointerPointer<AVDictionary> pointer = new PointerPointer<>(1);

  FfmpegOptions(Map<String, String> options) {
    pointer.put(0, (AVDictionary) null);
    options.forEach(this::set);
  }

  private void set(String name, String value) {
    try (BytePointer key = new BytePointer(name, UTF_8);
        BytePointer text = new BytePointer(value, UTF_8)) {
      check(avutil.av_dict_set(pointer, key, text, 0), "set option '" + name + "'");
    }
  }

  PointerPointer<AVDictionary> pointer() {
    return pointer;
  }

  /** The dictionary itself, whose release is the taker's. */
  AVDictionary take() {
    AVDictionary taken = pointer.get(AVDictionary.class, 0);
    pointer.put(0, (AVDictionary) null);
    return taken;
  }

  /** The name of an option that the call did not know; calls take out those that they used. */
  Optional<String> unused() {
    AVDictionary left = pointer.get(AVDictionary.class, 0);
    if (left == null) {
      return Optional.empty();
    }
    AVDictionaryEntry entry = avutil.av_dict_get(left, "", null, avutil.AV_DICT_IGNORE_SUFFIX);
    return entry == null ? Optional.empty() : Optional.of(entry.key().getString(UTF_8));
  }

  @Override
  public void close() {
    if (!pointer.isNull()) {
      avutil.av_dict_free(pointer);
      pointer.close();
    }
  }
}
