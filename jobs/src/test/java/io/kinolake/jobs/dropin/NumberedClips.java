package io.kinolake.jobs.dropin;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.DecodedFrame;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.synth.FrameNumber;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;

/** Reads which frames of a numbered video a clip holds. */
final class NumberedClips {
  private NumberedClips() {}

  /** The number of every frame in order; -1 where the pixels bear none. */
  static List<Integer> numbers(Path clip) {
    List<Integer> numbers = new ArrayList<>();
    try (VideoDecoder decoder = VideoDecoder.open(clip, DecodeOptions.DEFAULT)) {
      while (decoder.advance()) {
        DecodedFrame frame = decoder.frame();
        BytePointer luma = new BytePointer(frame.avFrame().data(0));
        int stride = frame.avFrame().linesize(0);
        numbers.add(
            FrameNumber.read(
                    frame.width(), frame.height(), (x, y) -> luma.get((long) y * stride + x) & 0xFF)
                .orElse(-1));
      }
    }
    return numbers;
  }
}
