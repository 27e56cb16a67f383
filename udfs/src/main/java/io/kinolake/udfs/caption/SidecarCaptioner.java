package io.kinolake.udfs.caption;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Caption;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.udfs.StageContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Captions that somebody wrote already: in a table, or in a text or JSON file of the same name. The
 * first that exists counts: the table, {@code CLIP.txt} or {@code CLIP.json} beside the clip's file
 * (for a virtual clip: beside the source), then {@code SOURCE.txt} or {@code SOURCE.json} beside
 * the source.
 */
public final class SidecarCaptioner implements Captioner {
  private static final long serialVersionUID = 1L;
  public static final String NAME = "sidecar";

  /** Files beside the videos only. */
  public static final SidecarCaptioner FILES = new SidecarCaptioner("", "");

  private static final int VERSION = 1;
  private static final List<String> EXTENSIONS = List.of(".txt", ".json");
  private static final Pattern CLIP = Pattern.compile("(.+)_scene-\\d+(-\\d+)?", Pattern.DOTALL);

  private final String table; // its URI, or empty
  private final String tableVersion;

  private SidecarCaptioner(String table, String tableVersion) {
    this.table = table;
    this.tableVersion = tableVersion;
  }

  /**
   * Files, and before them a table.
   *
   * @param uri a CSV file as {@link CaptionList} reads it
   * @param version anything that changes when the table's content does, such as its digest
   */
  public static SidecarCaptioner withTable(String uri, String version) {
    return new SidecarCaptioner(uri, version);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Fingerprint fingerprint() {
    return Fingerprint.of(NAME, VERSION, table, tableVersion);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.SIDECAR);
  }

  @Override
  public CaptionWriter open(StageContext context) {
    SidecarFiles files = new SidecarFiles(context.media());
    return new Writer(
        files, table.isEmpty() ? CaptionList.EMPTY : CaptionList.parse(files.table(table), table));
  }

  /** Whether a file may hold a caption, by its name. */
  public static boolean isCaptionFile(String name) {
    return EXTENSIONS.stream().anyMatch(name::endsWith);
  }

  /**
   * Whose captions a caption file beside sources may hold: names of sources without their
   * extensions, or with them where that is needed to tell two sources apart.
   *
   * @param name of the caption file
   */
  public static List<String> sourcesOf(String name) {
    String stem = stemOf(name);
    Matcher clip = CLIP.matcher(stem);
    return clip.matches() ? List.of(stem, clip.group(1)) : List.of(stem);
  }

  /** A name or path without its extension. */
  public static String stemOf(String uri) {
    int dot = uri.lastIndexOf('.');
    return dot > uri.lastIndexOf('/') + 1 ? uri.substring(0, dot) : uri;
  }

  /** Where a caption of the clip may lie, in the order in which it counts. */
  static List<String> places(Clip clip) {
    List<String> places = new ArrayList<>();
    String beside = clip.uri().orElse(folder(clip.sourceUri()) + clip.name());
    for (String media : List.of(beside, clip.sourceUri())) {
      EXTENSIONS.forEach(extension -> places.add(stemOf(media) + extension));
    }
    return places;
  }

  private static String folder(String uri) {
    return uri.substring(0, uri.lastIndexOf('/') + 1);
  }

  private record Found(String text, String place) {}

  private static final class Writer extends ClipByClip {
    private final SidecarFiles files;
    private final CaptionList list;

    Writer(SidecarFiles files, CaptionList list) {
      this.files = files;
      this.list = list;
    }

    @Override
    Optional<Caption> caption(ClipToCaption input) {
      return find(input.clip()).map(found -> caption(input.clip(), found));
    }

    private static Caption caption(Clip clip, Found found) {
      String text = found.text().strip();
      if (text.isEmpty()) {
        throw new KinolakeException(
            FailureCode.BAD_CAPTION,
            "The caption in '%s' is empty; write one or remove the file".formatted(found.place()));
      }
      return new Caption(
          clip.id(),
          NAME,
          text,
          new Caption.Origin(
              Optional.of(found.place()),
              Optional.empty(),
              List.of(),
              Optional.empty(),
              Optional.empty()));
    }

    private Optional<Found> find(Clip clip) {
      Optional<String> listed = list.find(clip);
      if (listed.isPresent()) {
        return Optional.of(new Found(listed.get(), list.uri()));
      }
      for (String place : places(clip)) {
        Optional<String> text = files.read(place);
        if (text.isPresent()) {
          return Optional.of(new Found(text.get(), place));
        }
      }
      return Optional.empty();
    }
  }
}
