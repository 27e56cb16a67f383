package io.kinolake.media.encode;

import static io.kinolake.media.encode.WriteFailures.allocated;
import static io.kinolake.media.encode.WriteFailures.check;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.media.input.FFmpegLog;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * A media file being written: add streams, start, write packets, finish. A file that was not
 * finished is not a whole file. Not thread-safe.
 */
public final class MediaOutput implements AutoCloseable {
  private final Path path;
  private AVFormatContext context; // null once closed

  private MediaOutput(Path path, AVFormatContext context) {
    this.path = path;
    this.context = context;
  }

  /**
   * Creates or truncates the file.
   *
   * @param format FFmpeg's name of the container, such as {@code mp4} or {@code matroska}
   */
  public static MediaOutput create(Path path, String format) {
    FFmpegLog.capture();
    AVFormatContext context = new AVFormatContext(null);
    // The prefix keeps a name such as "a:b.mp4" from being read as another protocol.
    try (BytePointer url = new BytePointer("file:" + path.toAbsolutePath(), UTF_8);
        BytePointer name = new BytePointer(format, UTF_8)) {
      int code = avformat.avformat_alloc_output_context2(context, null, name, url);
      if (code < 0) {
        throw new KinolakeException(
            FailureCode.BAD_ARGUMENT,
            "This FFmpeg cannot write the container '" + format + "'. Use mp4 or matroska.");
      }
      MediaOutput output = new MediaOutput(path, context);
      try {
        output.openFile(url);
        return output;
      } catch (KinolakeException e) {
        output.close();
        throw e;
      }
    }
  }

  private void openFile(BytePointer url) {
    try (PointerPointer<AVIOContext> io = new PointerPointer<>(1)) {
      check(
          avformat.avio_open2(io, url, avformat.AVIO_FLAG_WRITE, null, (PointerPointer<?>) null),
          "write '" + path + "'");
      context.pb(io.get(AVIOContext.class, 0));
    }
  }

  /** Whether encoders must put their headers into the stream description. */
  boolean wantsGlobalHeader() {
    return (context.oformat().flags() & avformat.AVFMT_GLOBALHEADER) != 0;
  }

  /** A new stream, to be described by the caller before the start. */
  public AVStream addStream() {
    return allocated(avformat.avformat_new_stream(context, null), "a stream");
  }

  /**
   * Tells about the file in its container; before the start.
   *
   * @param tags by FFmpeg's names, such as {@code title} and {@code comment}; the container keeps
   *     those that it knows
   */
  public void describe(Map<String, String> tags) {
    try (FfmpegOptions dictionary = new FfmpegOptions(tags)) {
      context.metadata(dictionary.take());
    }
  }

  /**
   * Writes the header; from here on the streams' time bases are the container's.
   *
   * @param options of the container's muxer, by FFmpeg's names
   */
  public void start(Map<String, String> options) {
    try (FfmpegOptions dictionary = new FfmpegOptions(options)) {
      check(
          avformat.avformat_write_header(context, dictionary.pointer()),
          "write the header of '" + path + "'");
    }
  }

  /**
   * Writes a packet, whose times are in the given base, and empties it.
   *
   * @param base may be the stream's own
   */
  public void write(AVPacket packet, AVRational base, AVStream stream) {
    avcodec.av_packet_rescale_ts(packet, base, stream.time_base());
    packet.stream_index(stream.index());
    packet.pos(-1);
    check(avformat.av_interleaved_write_frame(context, packet), "write to '" + path + "'");
  }

  /** Writes what is buffered and the index; the file is then whole. */
  public void finish() {
    check(avformat.av_write_trailer(context), "finish '" + path + "'");
    AVIOContext io = context.pb();
    context.pb(null);
    check(avformat.avio_close(io), "finish '" + path + "'");
  }

  @Override
  public void close() {
    if (context == null) {
      return;
    }
    AVIOContext io = context.pb();
    if (io != null && !Pointer.isNull(io)) {
      context.pb(null);
      // The file is being given up: whether its last bytes reach the disk does not matter.
      avformat.avio_close(io);
    }
    avformat.avformat_free_context(context);
    context = null;
  }
}
