package io.kinolake.training.sample;

import io.kinolake.models.image.RgbImage;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tiny.FoldedPictures;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.media.FrameSize;
import java.util.function.Consumer;

/** The latents of the tiny feature set, which are small pictures. */
final class TinyPictures implements LatentPictures {

  @Override
  public Fingerprint digest() {
    return Fingerprint.of(
        "patchify",
        FoldedPictures.PATCH,
        FoldedPictures.TIME_STEP,
        FoldedPictures.DARKEST,
        FoldedPictures.BRIGHTEST);
  }

  @Override
  public VideoShape fitted(VideoShape wanted, int patch) {
    return wanted.roundedDown(FoldedPictures.PATCH * patch);
  }

  @Override
  public Shape latents(VideoShape shape) {
    return Shape.of(
        FoldedPictures.latentFrames(shape.frames()),
        FoldedPictures.CHANNELS,
        shape.size().height() / FoldedPictures.PATCH,
        shape.size().width() / FoldedPictures.PATCH);
  }

  @Override
  public HostTensor encode(RgbImage image, long seed) {
    return HostTensor.floats(
        latents(new VideoShape(1, new FrameSize(image.width(), image.height()))),
        FoldedPictures.fold(image));
  }

  @Override
  public void decode(HostTensor latents, VideoShape shape, Consumer<RgbImage> pictures) {
    FoldedPictures.unfold(latents, shape.frames(), pictures);
  }

  @Override
  public void close() {}
}
