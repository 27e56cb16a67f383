package io.kinolake.training.batch;

import io.kinolake.models.diffusion.FlowConvention;
import io.kinolake.models.diffusion.FlowPoint;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.networks.stepvideovae.I2vCondition;
import io.kinolake.models.random.TorchNormal;
import io.kinolake.models.stored.StoredTensors;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.training.batch.SampleRandom.Purpose;
import io.kinolake.training.data.StepBatch.Loaded;
import io.kinolake.training.model.StepVideoModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Micro batches of {@link StepVideoModel}: latents drawn anew in each epoch, times whose logit is
 * normally distributed, and for image to video the first picture made noisy, with a constant motion
 * score, as the published training has it. Every sample has noise and a time of its own; the
 * original gives all data-parallel ranks the same.
 *
 * @param config sizes of the transformer
 * @param shift of times towards noise, 1 for none
 * @param seed decides what is drawn
 */
public record StepVideoBatches(
    StepDitConfig config, FlowConvention convention, double shift, long seed)
    implements MicroBatches {
  private static final String LATENT = "latent";
  private static final String NOISY_IMAGE = "noisy_image";
  private static final String TEXT_CLIP = "text_clip";

  @Override
  public Shape latents(Loaded sample) {
    return sample.tensors().shape(LATENT + "_mean");
  }

  @Override
  public Map<String, HostTensor> of(List<Loaded> samples, long epoch) {
    List<Drawn> drawn = samples.stream().map(sample -> draw(sample, epoch)).toList();
    Texts texts = Texts.trimmed(samples);
    Map<String, HostTensor> batch = new LinkedHashMap<>();
    batch.put(StepVideoModel.DATA, stack(drawn, Drawn::data));
    batch.put(StepVideoModel.NOISE, stack(drawn, Drawn::noise));
    batch.put(StepVideoModel.TIMESTEP, numbers(drawn, each -> each.point().timestep()));
    batch.put(StepVideoModel.DATA_WEIGHT, numbers(drawn, each -> each.point().dataWeight()));
    batch.put(StepVideoModel.NOISE_WEIGHT, numbers(drawn, each -> each.point().noiseWeight()));
    batch.put(StepVideoModel.CAPTIONS, texts.captions());
    batch.put(StepVideoModel.MASK, texts.mask());
    batch.put(
        StepVideoModel.CLIP, TensorRows.stack(samples.stream().map(this::clipTokens).toList()));
    if (config.conditioned()) {
      batch.put(StepVideoModel.IMAGE, image(samples, drawn, epoch));
      batch.put(StepVideoModel.MOTION, numbers(drawn, each -> StepDitConfig.MOTION_SCORE));
    }
    return batch;
  }

  /** The latents alone, drawn for these samples: [batch, frames, channels, ...]. */
  HostTensor data(List<Loaded> samples, long epoch) {
    return TensorRows.stack(
        samples.stream()
            .map(sample -> Posteriors.draw(sample, LATENT, random(sample, epoch), Purpose.LATENTS))
            .toList());
  }

  private record Drawn(HostTensor data, HostTensor noise, FlowPoint point) {}

  @FunctionalInterface
  private interface Scalar {
    float of(Drawn drawn);
  }

  @FunctionalInterface
  private interface Part {
    HostTensor of(Drawn drawn);
  }

  private Drawn draw(Loaded sample, long epoch) {
    SampleRandom random = random(sample, epoch);
    HostTensor data = Posteriors.draw(sample, LATENT, random, Purpose.LATENTS);
    int count = Math.toIntExact(data.shape().elements());
    HostTensor noise = HostTensor.floats(data.shape(), random.normal(Purpose.NOISE, count));
    float logit = random.normal(Purpose.TIME, 1)[0];
    return new Drawn(data, noise, convention.point(logit, shift));
  }

  private HostTensor image(List<Loaded> samples, List<Drawn> drawn, long epoch) {
    List<HostTensor> images = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      HostTensor first = firstPicture(samples.get(i), drawn.get(i).data(), epoch);
      long frames = drawn.get(i).data().shape().dim(0);
      images.add(I2vCondition.padded(TensorRows.stack(List.of(first)), frames));
    }
    return TensorRows.concat(images);
  }

  /** Stored as a latent made noisy; a set without a network has the picture itself. */
  private HostTensor firstPicture(Loaded sample, HostTensor data, long epoch) {
    SampleRandom random = random(sample, epoch);
    if (Posteriors.has(sample, NOISY_IMAGE)) {
      return Posteriors.draw(sample, NOISY_IMAGE, random, Purpose.IMAGE);
    }
    HostTensor picture = TensorRows.slice(data, 0, 1);
    TorchNormal generator = random.generator(Purpose.IMAGE_NOISE);
    HostTensor logSigma = HostTensor.floats(Shape.of(1), I2vCondition.drawLogSigma(generator));
    float[] noise = generator.draw(Math.toIntExact(picture.shape().elements()));
    return I2vCondition.noisy(picture, logSigma, HostTensor.floats(picture.shape(), noise));
  }

  /** Zeros where the set has no second encoder. */
  private HostTensor clipTokens(Loaded sample) {
    StoredTensors tensors = sample.tensors();
    if (tensors.names().contains(TEXT_CLIP)) {
      return HostTensor.floats(tensors.shape(TEXT_CLIP), tensors.floats(TEXT_CLIP));
    }
    Shape shape = Shape.of(StepDitConfig.CLIP_TOKENS, config.clipChannels());
    return HostTensor.floats(shape, new float[Math.toIntExact(shape.elements())]);
  }

  private SampleRandom random(Loaded sample, long epoch) {
    return new SampleRandom(seed, epoch, sample.sample().clip().value());
  }

  private static HostTensor stack(List<Drawn> drawn, Part part) {
    return TensorRows.stack(drawn.stream().map(part::of).toList());
  }

  private static HostTensor numbers(List<Drawn> drawn, Scalar number) {
    float[] values = new float[drawn.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = number.of(drawn.get(i));
    }
    return HostTensor.floats(Shape.of(values.length), values);
  }
}
