package io.kinolake.training.batch;

import io.kinolake.models.diffusion.IddpmSchedule;
import io.kinolake.models.networks.stdit.StditConfig;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.training.batch.SampleRandom.Purpose;
import io.kinolake.training.data.StepBatch.Loaded;
import io.kinolake.training.model.StditModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Micro batches of {@link StditModel}: latents drawn anew in each epoch and scaled, steps that are
 * equally likely, and some captions dropped for guidance.
 *
 * @param config sizes of the transformer
 * @param scale factor of the latents
 * @param dropout probability that a caption is replaced by none
 * @param seed decides what is drawn
 */
public record StditBatches(StditConfig config, double scale, double dropout, long seed)
    implements MicroBatches {
  private static final String LATENT = "latent";

  @Override
  public Shape latents(Loaded sample) {
    Shape stored = sample.tensors().shape(LATENT + "_mean");
    return Shape.of(stored.dim(1), stored.dim(0), stored.dim(2), stored.dim(3));
  }

  @Override
  public Map<String, HostTensor> of(List<Loaded> samples, long epoch) {
    List<HostTensor> data = new ArrayList<>();
    List<HostTensor> noise = new ArrayList<>();
    long[] steps = new long[samples.size()];
    long[] dropped = new long[samples.size()];
    for (int i = 0; i < steps.length; i++) {
      Loaded sample = samples.get(i);
      SampleRandom random = new SampleRandom(seed, epoch, sample.sample().clip().value());
      HostTensor latents =
          channelsFirst(Posteriors.draw(sample, LATENT, random, Purpose.LATENTS), scale);
      int count = Math.toIntExact(latents.shape().elements());
      data.add(latents);
      noise.add(HostTensor.floats(latents.shape(), random.normal(Purpose.NOISE, count)));
      steps[i] = random.below(Purpose.TIME, IddpmSchedule.training().steps());
      dropped[i] = random.chance(Purpose.CAPTION, dropout) ? 1 : 0;
    }
    Texts texts = Texts.of(samples, config.captionLength());
    Map<String, HostTensor> batch = new LinkedHashMap<>();
    batch.put(StditModel.DATA, TensorRows.stack(data));
    batch.put(StditModel.NOISE, TensorRows.stack(noise));
    batch.put(StditModel.STEP, HostTensor.integers(DType.I32, Shape.of(steps.length), steps));
    batch.put(StditModel.CAPTIONS, texts.captions());
    batch.put(StditModel.MASK, texts.mask());
    batch.put(
        StditModel.DROPPED, HostTensor.integers(DType.I32, Shape.of(dropped.length), dropped));
    return batch;
  }

  /** From [frames, channels, ...] to [channels, frames, ...], scaled. */
  private static HostTensor channelsFirst(HostTensor stored, double scale) {
    int frames = Math.toIntExact(stored.shape().dim(0));
    int channels = Math.toIntExact(stored.shape().dim(1));
    float[] values = stored.toFloats();
    int plane = values.length / frames / channels;
    float[] turned = new float[values.length];
    for (int frame = 0; frame < frames; frame++) {
      for (int channel = 0; channel < channels; channel++) {
        int from = (frame * channels + channel) * plane;
        int to = (channel * frames + frame) * plane;
        for (int i = 0; i < plane; i++) {
          turned[to + i] = (float) (values[from + i] * scale);
        }
      }
    }
    return HostTensor.floats(
        Shape.of(channels, frames, stored.shape().dim(2), stored.shape().dim(3)), turned);
  }
}
