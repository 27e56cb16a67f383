package io.kinolake.udfs.feature;

import io.kinolake.models.image.RgbImage;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.udfs.StageContext;
import java.io.Serializable;
import java.util.Map;

/** What turns the pictures of a sample into latents: a description, opened on executors. */
public interface LatentEncoding extends Serializable {

  /** A name for people, such as {@code patchify}. */
  String name();

  /** Stands for the weights and everything else that decides the latents. */
  Fingerprint digest();

  /** Whether a model does it, which wants an accelerator where there is one. */
  default boolean usesModels() {
    return false;
  }

  /** Latent frames × height × width of a sample; samples of one bucket can be batched. */
  Latents latents(int frames, FrameSize picture);

  /** Opens an encoder. Called on an executor, once per task. */
  Encoder open(StageContext context);

  /** The size of latents. */
  record Latents(int frames, int height, int width) {
    /** As it is stored: {@code frames}x{@code height}x{@code width}. */
    public String bucket() {
      return frames + "x" + height + "x" + width;
    }
  }

  /** Makes latents, one sample at a time. One thread. */
  interface Encoder extends AutoCloseable {

    /**
     * Begins a sample of so many pictures of one size. Whatever is random in it follows from the
     * clip, so that it comes out the same when it is made again.
     */
    Sample begin(ClipId clip, int frames, FrameSize picture);

    @Override
    void close();
  }

  /** One sample, fed picture by picture, so that few are ever in memory. */
  interface Sample {

    /** The next picture. */
    void accept(RgbImage picture);

    /** The sample's tensors by name, once every picture was accepted. */
    Map<String, HostTensor> finish();
  }
}
