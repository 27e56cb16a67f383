package io.kinolake.udfs.score;

import java.util.List;

/**
 * What a scorer wants to see of every clip.
 *
 * @param frames which frames
 * @param pictures the forms in which it asks for the pictures of those frames; none where it needs
 *     no pixels
 * @param motionVectors whether it reads the codec's motion vectors
 */
public record FrameNeeds(FrameChoice frames, List<PictureForm> pictures, boolean motionVectors) {

  public FrameNeeds {
    pictures = List.copyOf(pictures);
    if (pictures.isEmpty() && !motionVectors) {
      throw new IllegalArgumentException("A scorer needs pictures or motion vectors");
    }
  }

  public static FrameNeeds pictures(FrameChoice frames, PictureForm... forms) {
    return new FrameNeeds(frames, List.of(forms), false);
  }

  /** The codec's motion vectors of all frames, and no pixels. */
  public static FrameNeeds vectorsOfAllFrames() {
    return new FrameNeeds(FrameChoice.all(), List.of(), true);
  }
}
