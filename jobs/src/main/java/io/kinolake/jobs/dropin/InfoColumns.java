package io.kinolake.jobs.dropin;

import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.Missing;
import io.kinolake.jobs.frame.Series;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The columns of {@code --info} and {@code --video-info}. */
final class InfoColumns {
  private final DropInContext context;
  private final MediaFactsReader reader;

  InfoColumns(DropInContext context, MediaFactsReader reader) {
    this.context = context;
    this.reader = reader;
  }

  /**
   * Adds or replaces num_frames, height, width, aspect_ratio (height over width), fps and
   * resolution. What cannot be read gets 0, 0, 0 and gaps.
   *
   * @param asVideo whether to take every file for a video, whatever its extension
   */
  Frame add(Frame table, boolean asVideo) {
    Series path = table.column("path");
    PathSteps.requireRows(table, asVideo ? "--video-info" : "--info");
    List<MediaFacts> facts =
        IntStream.range(0, table.rows())
            .parallel()
            .mapToObj(row -> facts(path.value(row), asVideo))
            .toList();
    return table
        .with("num_frames", column(facts, MediaFacts::frames))
        .with("height", column(facts, MediaFacts::height))
        .with("width", column(facts, MediaFacts::width))
        .with("aspect_ratio", column(facts, InfoColumns::aspectRatio))
        .with("fps", column(facts, InfoColumns::fps))
        .with("resolution", column(facts, InfoColumns::resolution));
  }

  private MediaFacts facts(Object path, boolean asVideo) {
    if (!(path instanceof String text)) {
      return MediaFacts.UNREADABLE;
    }
    try {
      Path file = context.resolve(text);
      boolean image = !asVideo && MediaExtensions.isImage(text);
      return image ? reader.image(file) : reader.video(file);
    } catch (InvalidPathException e) {
      return MediaFacts.UNREADABLE;
    }
  }

  private static Series column(List<MediaFacts> facts, Function<MediaFacts, Object> value) {
    return Series.infer(facts.stream().map(value).toList());
  }

  private static Object aspectRatio(MediaFacts facts) {
    return facts.width() == 0 ? Missing.NAN : (Object) ((double) facts.height() / facts.width());
  }

  private static Object fps(MediaFacts facts) {
    return facts.fps().isPresent() ? (Object) facts.fps().getAsDouble() : Missing.NAN;
  }

  private static Object resolution(MediaFacts facts) {
    return facts.width() == 0 ? Missing.NAN : (Object) (facts.height() * facts.width());
  }
}
