package io.kinolake.udfs.score;

import io.kinolake.schemas.tables.Clip;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Has the frames of {@link FrameEmbeddings} embedded as they come by. One clip, one thread. */
final class EmbeddedFrames {
  /** What a scorer that uses them wants to see. */
  static final FrameNeeds NEEDS =
      FrameNeeds.pictures(FrameEmbeddings.FRAMES, PictureEmbeddings.FULL);

  private final PictureEmbeddings embeddings;
  private final long frames;
  private final Map<Long, PictureEmbeddings.Ticket> tickets = new HashMap<>();

  EmbeddedFrames(PictureEmbeddings embeddings, Clip.Content content) {
    this.embeddings = embeddings;
    this.frames = content.frames();
  }

  void accept(ClipFrame frame) {
    tickets.put(frame.index(), embeddings.add(frame));
  }

  /** The embedding of each frame; one that stands for several comes several times. */
  List<float[]> vectors() {
    return FrameEmbeddings.FRAMES
        .positions(frames)
        .mapToObj(index -> embeddings.embedding(tickets.get(index)))
        .toList();
  }
}
