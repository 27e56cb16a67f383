package io.kinolake.training.sample;

import io.kinolake.models.image.RgbImage;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.Fingerprint;
import java.util.function.Consumer;

/** The way between latents and pictures. Networks are loaded when first needed. One thread. */
interface LatentPictures extends AutoCloseable {

  /** Stands for the weights. */
  Fingerprint digest();

  /**
   * The largest shape within another one that there are latents of.
   *
   * @param patch latent pixels to which sides are rounded
   */
  VideoShape fitted(VideoShape wanted, int patch);

  /** [frames, channels, height, width] of a fitted shape's latents. */
  Shape latents(VideoShape shape);

  /**
   * Encodes the picture that a video starts from.
   *
   * @param image of the video's size
   * @param seed of whatever is random in it
   * @return F32 [1, channels, height, width]
   */
  HostTensor encode(RgbImage image, long seed);

  /**
   * Decodes the latents of one video, piece by piece.
   *
   * @param latents F32 [frames, channels, height, width]
   * @param shape of the video
   * @param pictures takes them in order
   */
  void decode(HostTensor latents, VideoShape shape, Consumer<RgbImage> pictures);

  @Override
  void close();
}
