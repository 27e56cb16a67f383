package io.kinolake.media.cut;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.schemas.media.MediaInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Decodes a source once and encodes its clips anew: exact to the frame whatever the source is.
 * Frames are upright, with square pixels, in 4:2:0 of eight bits and an even width and height; a
 * higher dynamic range keeps its transfer function and loses two bits. Sound becomes AAC with at
 * most two channels.
 */
public final class EncodingCutter implements ClipCutter {
  private final EncodeSettings settings;
  private final MediaLimits limits;

  public EncodingCutter(EncodeSettings settings, MediaLimits limits) {
    this.settings = settings;
    this.limits = limits;
  }

  @Override
  public void cut(Path source, MediaInfo info, List<ClipPlan> plans, ClipSink sink) {
    DecodeOptions options = DecodeOptions.DEFAULT.withLimits(limits);
    Optional<SoundReader> sound =
        settings.audio() == Audio.KEEP && !info.audioCodecs().isEmpty()
            ? SoundReader.open(source, limits)
            : Optional.empty();
    try (VideoDecoder decoder = VideoDecoder.open(source, options);
        EncodingPass pass =
            new EncodingPass(settings, info, decoder.stream().timeBase(), sound, sink, plans)) {
      while (!pass.isDone() && decoder.advance()) {
        pass.picture(decoder.frame());
      }
      pass.finish();
    } finally {
      sound.ifPresent(SoundReader::close);
    }
  }
}
