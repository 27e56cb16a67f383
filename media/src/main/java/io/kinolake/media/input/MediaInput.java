package io.kinolake.media.input;

import io.kinolake.schemas.failure.KinolakeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * An opened local media file with a video stream or an image. The format is chosen by content alone
 * and must be on the allow list; FFmpeg may open nothing but this one file. Owns the native
 * context; not thread-safe.
 */
public final class MediaInput implements AutoCloseable {
  private static final String PROTOCOLS = "file";
  private static final int HEAD_BYTES = 4096;

  /** Below this score FFmpeg itself calls a format a guess (AVPROBE_SCORE_RETRY). */
  private static final int GUESS_SCORE = avformat.AVPROBE_SCORE_MAX / 4;

  private final Path file;
  private final AVIOContext io;
  private final AVFormatContext context;
  private final AVStream video;
  private boolean closed;

  private MediaInput(Path file, AVIOContext io, AVFormatContext context, AVStream video) {
    this.file = file;
    this.io = io;
    this.context = context;
    this.video = video;
  }

  /**
   * Opens a file and finds its video stream.
   *
   * @throws KinolakeException NOT_FOUND, NOT_READABLE, EMPTY_FILE, FORBIDDEN_FORMAT, NOT_MEDIA,
   *     TRUNCATED, CORRUPT, NO_VIDEO_STREAM or TOO_LARGE
   */
  public static MediaInput open(Path file, MediaLimits limits) {
    FFmpegLog.capture();
    FFmpegLog.forget();
    refuseUnreadable(file);
    MediaFormats.playlistKind(readHead(file))
        .ifPresent(
            kind -> {
              throw InputFailures.forbidden(file, kind);
            });
    AVIOContext io = openIo(file);
    AVFormatContext context = null;
    try {
      context = openContext(file, io);
      AVStream video = findVideo(file, context);
      MediaInput input = new MediaInput(file, io, context, video);
      input.requireSize(limits);
      return input;
    } catch (RuntimeException e) {
      free(io, context);
      throw e;
    }
  }

  public Path file() {
    return file;
  }

  /** The demuxer; borrowed. */
  public AVFormatContext context() {
    return context;
  }

  /** The stream to read: the largest one that is not an attached picture; borrowed. */
  public AVStream videoStream() {
    return video;
  }

  public int videoIndex() {
    return video.index();
  }

  /** Whether the container gives its frames decoding times only, and no presentation times. */
  public boolean hasDecodeTimesOnly() {
    return MediaFormats.hasDecodeTimesOnly(formatName());
  }

  /** Lets the demuxer skip everything but the video stream. */
  public void readVideoOnly() {
    for (int i = 0; i < context.nb_streams(); i++) {
      if (i != videoIndex()) {
        context.streams(i).discard(avcodec.AVDISCARD_ALL);
      }
    }
  }

  /** FFmpeg's name of the format, such as {@code mov,mp4,m4a,3gp,3g2,mj2}. */
  public String formatName() {
    return context.iformat().name().getString();
  }

  /** Whether the file is one still image. */
  public boolean isImage() {
    return MediaFormats.isImage(formatName());
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      free(io, context);
    }
  }

  private void requireSize(MediaLimits limits) {
    AVCodecParameters parameters = video.codecpar();
    long pixels = (long) parameters.width() * parameters.height();
    if (parameters.width() < 0 || parameters.height() < 0 || pixels > limits.maxPixels()) {
      throw InputFailures.tooLarge(
          file, parameters.width(), parameters.height(), limits.maxPixels());
    }
  }

  private static void refuseUnreadable(Path file) {
    try {
      if (!Files.exists(file)) {
        throw InputFailures.notFound(file);
      }
      if (!Files.isRegularFile(file)) {
        throw InputFailures.notReadable(file, "it is not a regular file");
      }
      if (!Files.isReadable(file)) {
        throw InputFailures.notReadable(file, "permission denied");
      }
      if (Files.size(file) == 0) {
        throw InputFailures.empty(file);
      }
    } catch (IOException e) {
      throw InputFailures.notReadable(file, e.toString());
    }
  }

  private static byte[] readHead(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEAD_BYTES);
    } catch (IOException e) {
      throw InputFailures.notReadable(file, e.toString());
    }
  }

  private static AVIOContext openIo(Path file) {
    AVIOContext io = new AVIOContext(null);
    AVDictionary options = new AVDictionary(null);
    try (BytePointer url = urlOf(file)) {
      avutil.av_dict_set(options, "protocol_whitelist", PROTOCOLS, 0);
      int result = avformat.avio_open2(io, url, avformat.AVIO_FLAG_READ, null, options);
      if (result < 0) {
        throw InputFailures.notReadable(file, FFmpegLog.describe(result));
      }
      return io;
    } finally {
      avutil.av_dict_free(options);
    }
  }

  private static AVFormatContext openContext(Path file, AVIOContext io) {
    AVInputFormat format = new AVInputFormat(null);
    // An empty name: the extension must not decide, and patterns in names must mean nothing.
    int score = avformat.av_probe_input_buffer2(io, format, "", new Pointer(), 0, 0);
    if (score < 0) {
      throw InputFailures.notMedia(file, "no known format in its bytes");
    }
    String name = format.name().getString();
    if (MediaFormats.isReferring(name)) {
      throw InputFailures.forbidden(file, "of format " + name);
    }
    if (!MediaFormats.isAllowed(name)) {
      throw InputFailures.notMedia(file, "format " + name + " is not one of video or images");
    }
    AVFormatContext context = readHeader(file, io, format, name);
    try {
      completeStreams(file, context, score);
      return context;
    } catch (RuntimeException e) {
      avformat.avformat_close_input(context);
      throw e;
    }
  }

  private static AVFormatContext readHeader(
      Path file, AVIOContext io, AVInputFormat format, String name) {
    AVFormatContext context = avformat.avformat_alloc_context();
    context.pb(io);
    AVDictionary options = new AVDictionary(null);
    try (BytePointer url = urlOf(file)) {
      avutil.av_dict_set(options, "protocol_whitelist", PROTOCOLS, 0);
      avutil.av_dict_set(options, "format_whitelist", name, 0);
      int result = avformat.avformat_open_input(context, url, format, options);
      if (result < 0) {
        throw headerFailure(file, result);
      }
      return context;
    } finally {
      avutil.av_dict_free(options);
    }
  }

  private static KinolakeException headerFailure(Path file, int error) {
    String why = FFmpegLog.lastError().orElseGet(() -> FFmpegLog.describe(error));
    boolean cut = error == avutil.AVERROR_EOF() || why.contains("moov atom not found");
    return cut ? InputFailures.truncated(file, why) : InputFailures.corrupt(file, why);
  }

  /** Reads packets where the header alone does not say what the streams are. */
  private static void completeStreams(Path file, AVFormatContext context, int score) {
    if (!headerSuffices(context)) {
      int result = avformat.avformat_find_stream_info(context, (AVDictionary) null);
      if (result < 0) {
        throw InputFailures.corrupt(
            file, FFmpegLog.lastError().orElseGet(() -> FFmpegLog.describe(result)));
      }
    }
    if (score <= GUESS_SCORE && bestVideo(context).isEmpty()) {
      throw InputFailures.notMedia(
          file, "its bytes resemble " + context.iformat().name().getString() + " by chance only");
    }
  }

  private static boolean headerSuffices(AVFormatContext context) {
    String name = context.iformat().name().getString();
    if (!name.startsWith("mov,") && !name.startsWith("matroska")) {
      return false;
    }
    for (int i = 0; i < context.nb_streams(); i++) {
      AVCodecParameters parameters = context.streams(i).codecpar();
      boolean picture = parameters.codec_type() == avutil.AVMEDIA_TYPE_VIDEO;
      if (picture && (parameters.width() <= 0 || parameters.height() <= 0)) {
        return false;
      }
    }
    return context.nb_streams() > 0;
  }

  private static AVStream findVideo(Path file, AVFormatContext context) {
    return bestVideo(context).orElseThrow(() -> InputFailures.noVideo(file));
  }

  private static Optional<AVStream> bestVideo(AVFormatContext context) {
    AVStream best = null;
    long bestPixels = -1;
    for (int i = 0; i < context.nb_streams(); i++) {
      AVStream stream = context.streams(i);
      AVCodecParameters parameters = stream.codecpar();
      boolean attached = (stream.disposition() & avformat.AV_DISPOSITION_ATTACHED_PIC) != 0;
      long pixels = (long) parameters.width() * parameters.height();
      if (parameters.codec_type() == avutil.AVMEDIA_TYPE_VIDEO
          && parameters.codec_id() != avcodec.AV_CODEC_ID_NONE
          && !attached
          && pixels > bestPixels) {
        best = stream;
        bestPixels = pixels;
      }
    }
    return Optional.ofNullable(best);
  }

  /** {@code file:} and the path's own bytes, whatever the locale: the URI form keeps them. */
  private static BytePointer urlOf(Path file) {
    String raw = file.toAbsolutePath().toUri().getRawPath();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length() + 8);
    bytes.writeBytes(new byte[] {'f', 'i', 'l', 'e', ':'});
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    bytes.write(0);
    return new BytePointer(bytes.toByteArray());
  }

  private static void free(AVIOContext io, AVFormatContext context) {
    if (context != null) {
      avformat.avformat_close_input(context);
    }
    avformat.avio_closep(io);
  }
}
