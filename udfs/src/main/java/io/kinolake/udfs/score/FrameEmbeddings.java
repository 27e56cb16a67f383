package io.kinolake.udfs.score;

import io.kinolake.schemas.FloatVector;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The embeddings of the frames at 0.1, 0.5 and 0.9 of a clip, as CLIP gives them: not of length
 * one. A clip of fewer frames has the same for several.
 *
 * @param model digest of the weights of CLIP
 * @param vectors one after another
 */
public record FrameEmbeddings(String model, FloatVector vectors) {
  /** Which frames. */
  static final FrameChoice.Shares FRAMES = new FrameChoice.Shares(List.of(0.1, 0.5, 0.9));

  /** How many there are. */
  public static final int COUNT = FRAMES.shares().size();

  public FrameEmbeddings {
    if (vectors.isEmpty() || vectors.size() % COUNT != 0) {
      throw new IllegalArgumentException(
          "These are no embeddings of %d frames: %d numbers".formatted(COUNT, vectors.size()));
    }
  }

  static FrameEmbeddings of(String model, List<float[]> frames) {
    float[] all = new float[frames.stream().mapToInt(frame -> frame.length).sum()];
    int next = 0;
    for (float[] frame : frames) {
      System.arraycopy(frame, 0, all, next, frame.length);
      next += frame.length;
    }
    return new FrameEmbeddings(model, FloatVector.of(all));
  }

  /** The embedding of each frame. */
  List<float[]> frames() {
    float[] all = vectors.toFloats(0, vectors.size());
    int length = all.length / COUNT;
    return IntStream.range(0, COUNT)
        .mapToObj(frame -> Arrays.copyOfRange(all, frame * length, (frame + 1) * length))
        .toList();
  }
}
