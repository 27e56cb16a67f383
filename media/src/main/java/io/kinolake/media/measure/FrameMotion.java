package io.kinolake.media.measure;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.avutil.AVMotionVector;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/** Reads the motion vectors that the decoder attached to a frame. */
public final class FrameMotion {
  // Offsets in AVMotionVector, libavutil/motion_vector.h; read as bytes, since a call per field
  // costs more than decoding the frame.
  private static final int WIDTH_AT = 4;
  private static final int HEIGHT_AT = 5;
  private static final int MOTION_X_AT = 24;
  private static final int MOTION_Y_AT = 28;
  private static final int SCALE_AT = 32;
  private static final int VECTOR_SIZE = vectorSize();

  private FrameMotion() {}

  /** The vectors of a frame; none where the codec or the frame has none. */
  public static BlockMotion of(AVFrame frame) {
    AVFrameSideData side =
        avutil.av_frame_get_side_data(frame, avutil.AV_FRAME_DATA_MOTION_VECTORS);
    if (side == null || side.isNull()) {
      return BlockMotion.NONE;
    }
    BytePointer data = side.data();
    ByteBuffer vectors = data.capacity(side.size()).asByteBuffer().order(ByteOrder.nativeOrder());
    BlockMotion.Builder motion = new BlockMotion.Builder();
    for (int at = 0; at + VECTOR_SIZE <= vectors.limit(); at += VECTOR_SIZE) {
      int area = (vectors.get(at + WIDTH_AT) & 0xff) * (vectors.get(at + HEIGHT_AT) & 0xff);
      if (vectors.getLong(at + MOTION_X_AT) == 0) { // both x and y: most blocks stand still
        motion.addStill(area);
      } else {
        double x = vectors.getInt(at + MOTION_X_AT);
        double y = vectors.getInt(at + MOTION_Y_AT);
        motion.addMoved(
            area, Math.sqrt(x * x + y * y) / (vectors.getShort(at + SCALE_AT) & 0xffff));
      }
    }
    return motion.build();
  }

  private static int vectorSize() {
    try (AVMotionVector vector = new AVMotionVector()) {
      return vector.sizeof();
    }
  }
}
