package io.kinolake.udfs.cut;

import io.kinolake.media.cut.ClipCutter;
import io.kinolake.media.cut.CopyRange;
import io.kinolake.media.cut.CopyingCutter;
import io.kinolake.media.cut.EncodeSettings;
import io.kinolake.media.cut.EncodingCutter;
import io.kinolake.media.cut.LengthLimits;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.tables.CutMode;
import java.io.Serializable;

/**
 * Settings of {@link CutClips}.
 *
 * @param mode whether clips are files, and how they are written
 * @param outputUri the folder of the clips, a local path or a URI; without meaning for virtual ones
 * @param lengths how long clips may be
 * @param encode how clips are encoded; of a copy, only whether it has sound
 * @param copyRange which frames a copied clip has
 * @param limits what one source may cost at most
 */
public record CutClipsSettings(
    CutMode mode,
    String outputUri,
    LengthLimits lengths,
    EncodeSettings encode,
    CopyRange copyRange,
    MediaLimits limits)
    implements Serializable {

  /** Virtual clips, one for each scene. */
  public static final CutClipsSettings DEFAULT = of(CutMode.VIRTUAL, "");

  public CutClipsSettings {
    if (mode != CutMode.VIRTUAL && outputUri.isBlank()) {
      throw new IllegalArgumentException(
          "The mode '" + mode.id() + "' writes clips and needs an output folder");
    }
  }

  /** A mode with everything else at its default. */
  public static CutClipsSettings of(CutMode mode, String outputUri) {
    return new CutClipsSettings(
        mode,
        outputUri,
        LengthLimits.NONE,
        EncodeSettings.DEFAULT,
        CopyRange.INSIDE,
        MediaLimits.DEFAULT);
  }

  public CutClipsSettings withLengths(LengthLimits value) {
    return new CutClipsSettings(mode, outputUri, value, encode, copyRange, limits);
  }

  public CutClipsSettings withEncode(EncodeSettings value) {
    return new CutClipsSettings(mode, outputUri, lengths, value, copyRange, limits);
  }

  public CutClipsSettings withCopyRange(CopyRange value) {
    return new CutClipsSettings(mode, outputUri, lengths, encode, value, limits);
  }

  /** Digest of what decides a clip's pictures, given its range. */
  Fingerprint pictures() {
    return switch (mode) {
      case VIRTUAL -> Fingerprint.of(mode.id());
      case COPY -> Fingerprint.of(mode.id(), copyRange.id(), encode.audio().id());
      case ENCODE -> Fingerprint.of(mode.id(), encode.fingerprint());
    };
  }

  /** What writes the clips of a mode that writes. */
  ClipCutter cutter() {
    return switch (mode) {
      case COPY -> new CopyingCutter(copyRange, encode.audio(), limits);
      case ENCODE -> new EncodingCutter(encode, limits);
      case VIRTUAL -> throw new IllegalStateException("Virtual clips are not written");
    };
  }
}
