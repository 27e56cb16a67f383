package io.kinolake.media.input;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which of FFmpeg's demuxers may read foreign files: containers and images that hold their own
 * bytes. Playlists and everything else that names other files or hosts stays out, and so does every
 * demuxer that is not listed.
 */
final class MediaFormats {
  private MediaFormats() {}

  private static final Set<String> CONTAINERS =
      Set.of(
          "mov",
          "matroska",
          "avi",
          "mpegts",
          "mpeg",
          "flv",
          "asf",
          "ogg",
          "mxf",
          "nut",
          "rm",
          "gxf",
          "wtv",
          "dv",
          "ivf",
          "yuv4mpegpipe",
          "nsv",
          "nuv",
          "roq",
          "smk",
          "bink",
          "flic",
          "mpegvideo",
          "m4v",
          "h264",
          "hevc",
          "vvc",
          "obu",
          "av1",
          "vc1",
          "mjpeg",
          "dirac");

  private static final Set<String> ANIMATIONS = Set.of("gif", "apng");

  private static final Set<String> AUDIO =
      Set.of(
          "mp3", "wav", "flac", "aac", "ac3", "eac3", "aiff", "ape", "w64", "caf", "amr", "au",
          "tta", "wv", "dts", "truehd");

  private static final Set<String> IMAGES =
      Set.of(
          "jpeg_pipe",
          "png_pipe",
          "webp_pipe",
          "bmp_pipe",
          "tiff_pipe",
          "ppm_pipe",
          "pgm_pipe",
          "pbm_pipe",
          "pam_pipe",
          "jpegxl_pipe",
          "jpegls_pipe",
          "j2k_pipe",
          "dpx_pipe",
          "exr_pipe",
          "sgi_pipe",
          "qoi_pipe");

  private static final Set<String> DECODE_TIMES_ONLY =
      Set.of("avi", "h264", "hevc", "vvc", "m4v", "mpegvideo", "vc1");

  /** Demuxers that follow names inside the file; refused as such, not as unknown. */
  private static final Set<String> REFERRING =
      Set.of(
          "hls",
          "concat",
          "concatf",
          "dash",
          "sdp",
          "rtsp",
          "lavfi",
          "image2",
          "imf",
          "vapoursynth");

  /** Whether the demuxer of this name (or comma-separated names) may be used. */
  static boolean isAllowed(String names) {
    return anyIn(names, CONTAINERS)
        || anyIn(names, ANIMATIONS)
        || anyIn(names, AUDIO)
        || anyIn(names, IMAGES);
  }

  /** Whether the demuxer reads one still image. */
  static boolean isImage(String names) {
    return anyIn(names, IMAGES);
  }

  /** Whether the format carries no presentation times. */
  static boolean hasDecodeTimesOnly(String names) {
    return anyIn(names, DECODE_TIMES_ONLY);
  }

  /** Whether the demuxer opens what the file's text names. */
  static boolean isReferring(String names) {
    return anyIn(names, REFERRING);
  }

  /**
   * The kind of playlist that a file's first bytes show. FFmpeg's own probing goes by file name for
   * some of them, so that a playlist under another name would pass for unknown text.
   */
  static Optional<String> playlistKind(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1).replace("\u00ef\u00bb\u00bf", "");
    String lower = text.stripLeading().toLowerCase(Locale.ROOT);
    if (lower.startsWith("#extm3u")) {
      return Optional.of("an M3U/HLS playlist");
    }
    if (lower.startsWith("ffconcat version")) {
      return Optional.of("an FFmpeg concat list");
    }
    if (lower.startsWith("v=0") && lower.contains("\nm=")) {
      return Optional.of("an SDP session");
    }
    if (lower.startsWith("[playlist]")) {
      return Optional.of("a PLS playlist");
    }
    boolean xml = lower.startsWith("<?xml") || lower.startsWith("<");
    if (xml && (lower.contains("<mpd") || lower.contains("<smil") || lower.contains("<asx"))) {
      return Optional.of("a streaming manifest");
    }
    return Optional.empty();
  }

  private static boolean anyIn(String names, Set<String> set) {
    return Arrays.stream(names.split(",")).anyMatch(set::contains);
  }
}
