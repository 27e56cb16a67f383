package io.kinolake.media.synth;

import io.kinolake.media.encode.ColourTags;
import io.kinolake.media.encode.PictureFormat;
import io.kinolake.media.encode.VideoEncoding;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.util.Map;
import java.util.Optional;

/**
 * What kind of file a synthetic video is.
 *
 * @param container FFmpeg's name of the muxer: {@code mp4}, {@code mov}, {@code matroska}, {@code
 *     webm}, {@code avi}, {@code mpegts}
 * @param pictures size, pixel format, aspect, rotation and time base
 * @param audio a tone, of whatever length
 * @param muxerOptions by FFmpeg's names
 * @param tags what the container tells about the video, by FFmpeg's names
 */
public record VideoSettings(
    String container,
    VideoEncoding encoding,
    PictureFormat pictures,
    Optional<Tone> audio,
    Map<String, String> muxerOptions,
    Map<String, String> tags) {

  public VideoSettings {
    muxerOptions = Map.copyOf(muxerOptions);
    tags = Map.copyOf(tags);
  }

  /** H.264 in MP4, 4:2:0, at a constant rate. */
  public static VideoSettings mp4(FrameSize size, Rational rate) {
    Rational timeBase = PictureFormat.timeBaseOf(rate);
    return new VideoSettings(
        "mp4",
        VideoEncoding.of("libopenh264"),
        new PictureFormat(size, "yuv420p", Rational.ONE, 0, timeBase, rate, ColourTags.UNKNOWN),
        Optional.empty(),
        Map.of(),
        Map.of());
  }

  public VideoSettings withContainer(String name) {
    return new VideoSettings(name, encoding, pictures, audio, muxerOptions, tags);
  }

  public VideoSettings withEncoding(VideoEncoding value) {
    return new VideoSettings(container, value, pictures, audio, muxerOptions, tags);
  }

  /** Another encoder at its defaults. */
  public VideoSettings withEncoder(String name) {
    return withEncoding(VideoEncoding.of(name));
  }

  public VideoSettings withBitRate(long bitsPerSecond) {
    return withEncoding(
        new VideoEncoding(
            encoding.encoder(),
            bitsPerSecond,
            encoding.keyFrameInterval(),
            encoding.bFrames(),
            encoding.options(),
            encoding.threads()));
  }

  /** Groups of pictures: how far key frames lie apart and how many B-frames stand in a row. */
  public VideoSettings withGroups(int keyFrameInterval, int bFrames) {
    return withEncoding(
        new VideoEncoding(
            encoding.encoder(),
            encoding.bitRate(),
            keyFrameInterval,
            bFrames,
            encoding.options(),
            encoding.threads()));
  }

  public VideoSettings withEncoderOptions(Map<String, String> options) {
    return withEncoding(
        new VideoEncoding(
            encoding.encoder(),
            encoding.bitRate(),
            encoding.keyFrameInterval(),
            encoding.bFrames(),
            options,
            encoding.threads()));
  }

  public VideoSettings withPixelFormat(String name) {
    return withPictures(pictures.withPixelFormat(name));
  }

  public VideoSettings withSampleAspect(Rational aspect) {
    return withPictures(pictures.withSampleAspect(aspect));
  }

  /** A display matrix that makes a player turn the stored pictures clockwise. */
  public VideoSettings withRotation(int clockwiseDegrees) {
    return withPictures(pictures.withRotation(clockwiseDegrees));
  }

  /** A finer time base, for frame times that no constant rate has. */
  public VideoSettings withTimeBase(Rational timeBase) {
    return withPictures(pictures.withTimeBase(timeBase));
  }

  public VideoSettings withAudio(Tone tone) {
    return new VideoSettings(container, encoding, pictures, Optional.of(tone), muxerOptions, tags);
  }

  public VideoSettings withMuxerOptions(Map<String, String> options) {
    return new VideoSettings(container, encoding, pictures, audio, options, tags);
  }

  public VideoSettings withTags(Map<String, String> value) {
    return new VideoSettings(container, encoding, pictures, audio, muxerOptions, value);
  }

  private VideoSettings withPictures(PictureFormat value) {
    return new VideoSettings(container, encoding, value, audio, muxerOptions, tags);
  }
}
