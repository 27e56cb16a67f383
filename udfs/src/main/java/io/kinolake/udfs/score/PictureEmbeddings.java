package io.kinolake.udfs.score;

import io.kinolake.media.measure.ColorImage;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.networks.clip.ClipImageEncoder;
import io.kinolake.models.tensor.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Embeds pictures for the scorers of one task, several at once: pictures wait until somebody asks
 * for the embedding of one of them, or until a batch is full. A picture that several scorers look
 * at is embedded once. One thread.
 */
final class PictureEmbeddings {
  /** Pictures that are embedded at once at most. */
  private static final int BATCH = 32;

  /** As a viewer sees it; the encoder's own filter makes it small. */
  static final PictureForm FULL = PictureForm.fullColor();

  private final ClipImageEncoder encoder;
  private final List<Ticket> waiting = new ArrayList<>();
  private ClipFrame lastFrame; // null before the first
  private Ticket lastTicket;

  PictureEmbeddings(ClipImageEncoder encoder) {
    this.encoder = encoder;
  }

  /** A picture handed in; it is kept, in the encoder's small size, until it is embedded. */
  static final class Ticket {
    private RgbImage cropped; // null once embedded
    private float[] embedding;

    private Ticket(RgbImage cropped) {
      this.cropped = cropped;
    }
  }

  /** Hands in a frame's picture. */
  Ticket add(ClipFrame frame) {
    if (frame != lastFrame) {
      lastFrame = frame;
      ColorImage picture = frame.color(FULL);
      RgbImage image = new RgbImage(picture.width(), picture.height(), picture.toRgbLevels());
      lastTicket = new Ticket(encoder.preprocessing().crop(image));
      waiting.add(lastTicket);
      if (waiting.size() >= BATCH) {
        embedWaiting();
      }
    }
    return lastTicket;
  }

  /**
   * The embedding of a picture handed in, not scaled to length one.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_FINITE if it holds NaN or infinity
   */
  float[] embedding(Ticket ticket) {
    if (ticket.embedding == null) {
      embedWaiting();
    }
    return ticket.embedding;
  }

  private void embedWaiting() {
    HostTensor embedded = encoder.encode(waiting.stream().map(ticket -> ticket.cropped).toList());
    float[] all = embedded.toFloats();
    int length = all.length / waiting.size();
    for (int i = 0; i < waiting.size(); i++) {
      waiting.get(i).embedding = Arrays.copyOfRange(all, i * length, (i + 1) * length);
      waiting.get(i).cropped = null;
    }
    waiting.clear();
  }
}
