package io.kinolake.media.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.media.input.MediaInput;
import io.kinolake.media.input.MediaLimits;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.global.avutil;

/** What a container tells about its content in words, such as a title and a comment. */
public final class ContainerTags {
  private ContainerTags() {}

  /**
   * The tags of a file by FFmpeg's names, in the file's order.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException the codes of {@link MediaInput#open}
   */
  public static Map<String, String> read(Path file, MediaLimits limits) {
    try (MediaInput input = MediaInput.open(file, limits)) {
      Map<String, String> tags = new LinkedHashMap<>();
      AVDictionary dictionary = input.context().metadata();
      AVDictionaryEntry entry = avutil.av_dict_iterate(dictionary, null);
      while (entry != null) {
        tags.put(entry.key().getString(UTF_8), entry.value().getString(UTF_8));
        entry = avutil.av_dict_iterate(dictionary, entry);
      }
      return tags;
    }
  }
}
