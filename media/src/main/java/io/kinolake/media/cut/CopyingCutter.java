package io.kinolake.media.cut;

import io.kinolake.media.input.MediaInput;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.input.StreamFacts;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.media.MediaInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;

/**
 * Copies packets: fast and without loss, but only from key frame on, and only what MP4 can hold. A
 * written clip tells the frames that it really has. A copy keeps the source's rotation and sample
 * aspect.
 */
public final class CopyingCutter implements ClipCutter {
  private final CopyRange range;
  private final Audio audio;
  private final MediaLimits limits;

  public CopyingCutter(CopyRange range, Audio audio, MediaLimits limits) {
    this.range = range;
    this.audio = audio;
    this.limits = limits;
  }

  @Override
  public void cut(Path source, MediaInfo info, List<ClipPlan> plans, ClipSink sink) {
    Optional<PacketIndex> index = PacketIndex.read(source);
    // Where packets and frames don't correspond one to one, the range could not be told.
    if (index.isEmpty() || index.get().presentation().length != info.timing().frames()) {
      refuse(plans, "its packets do not tell its frames", sink);
      return;
    }
    Optional<AudioPackets> sound =
        audio == Audio.KEEP ? AudioPackets.open(source, limits) : Optional.empty();
    try (MediaInput input = MediaInput.open(source, limits)) {
      Optional<String> misfit =
          misfit(input.videoStream()).or(() -> sound.flatMap(found -> misfit(found.stream())));
      if (misfit.isPresent()) {
        refuse(plans, "MP4 does not hold " + misfit.get(), sink);
        return;
      }
      try (CopyingPass pass = new CopyingPass(input, index.get(), info, sound, sink)) {
        plans.forEach(plan -> pass.add(plan, range));
        pass.run();
      }
    } finally {
      sound.ifPresent(AudioPackets::close);
    }
  }

  static Failure notPossible(ClipPlan plan, String why) {
    return new Failure(
        FailureCode.CUT_NOT_POSSIBLE,
        "The clip '%s' cannot be copied: %s. Use the mode encode or virtual."
            .formatted(plan.name(), why));
  }

  private static void refuse(List<ClipPlan> plans, String why, ClipSink sink) {
    plans.forEach(plan -> sink.failed(plan, notPossible(plan, why)));
  }

  private static Optional<String> misfit(AVStream stream) {
    AVOutputFormat mp4 = avformat.av_guess_format("mp4", null, null);
    int answer =
        avformat.avformat_query_codec(
            mp4, stream.codecpar().codec_id(), avcodec.FF_COMPLIANCE_NORMAL);
    return answer == 1 ? Optional.empty() : Optional.of(StreamFacts.codecName(stream));
  }
}
