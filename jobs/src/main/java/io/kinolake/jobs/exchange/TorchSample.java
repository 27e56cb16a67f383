package io.kinolake.jobs.exchange;

import io.kinolake.models.networks.vae.Posterior;
import io.kinolake.models.random.TorchNormal;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorBytes;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.models.weights.TorchValue;
import io.kinolake.models.weights.TorchValue.Dict;
import io.kinolake.models.weights.TorchValue.Sequence;
import io.kinolake.models.weights.TorchValue.Tensor;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.feature.FeatureTensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A sample as MindSpeed-MM's feature extraction stores it with {@code torch.save}: a dictionary of
 * {@code video}, latents BF16 [frames, channels, height, width]; {@code prompt_ids}, a list of
 * embeddings, BF16 [1, tokens, width] and for a second encoder F32; {@code prompt_mask}, a list of
 * I64 [1, tokens]; and {@code image_latents} like {@code video} for image to video.
 */
final class TorchSample {
  private static final String VIDEO = "video";
  private static final String EMBEDDINGS = "prompt_ids";
  private static final String MASKS = "prompt_mask";
  private static final String IMAGE = "image_latents";

  private TorchSample() {}

  /**
   * A sample in that form. Latents are drawn once from their distribution, as the original does.
   *
   * @param tensors by the names of {@link FeatureTensors}
   * @param tokens to which the first embedding is filled up with zeros
   * @param seed of what is drawn
   * @throws KinolakeException BAD_ARGUMENT if a caption has more tokens
   */
  static TorchValue of(Map<String, HostTensor> tensors, int tokens, long seed) {
    TorchNormal random = new TorchNormal(seed);
    HostTensor video =
        drawn(tensors, FeatureTensors.LATENT_MEAN, FeatureTensors.LATENT_LOG_VARIANCE, random);
    HostTensor text = tensors.get(FeatureTensors.TEXT);
    int valid = Math.toIntExact(text.shape().dim(0));
    if (valid > tokens) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "A caption has %d tokens, and samples are to have %d. Raise --tokens."
              .formatted(valid, tokens));
    }
    List<Tensor> embeddings = new ArrayList<>(List.of(tensor(batch(filledUp(text, tokens)))));
    List<Tensor> masks = new ArrayList<>(List.of(tensor(mask(tokens, valid))));
    if (tensors.containsKey(FeatureTensors.TEXT_CLIP)) {
      embeddings.add(tensor(batch(tensors.get(FeatureTensors.TEXT_CLIP).cast(DType.F32))));
      masks.add(tensor(batch(tensors.get(FeatureTensors.TEXT_CLIP_MASK).cast(DType.I64))));
    }
    Map<String, TorchValue> sample = new LinkedHashMap<>();
    sample.put(VIDEO, tensor(video));
    sample.put(EMBEDDINGS, Sequence.list(embeddings));
    sample.put(MASKS, Sequence.list(masks));
    if (tensors.containsKey(FeatureTensors.NOISY_IMAGE_MEAN)) {
      HostTensor image =
          drawn(
              tensors,
              FeatureTensors.NOISY_IMAGE_MEAN,
              FeatureTensors.NOISY_IMAGE_LOG_VARIANCE,
              random);
      sample.put(IMAGE, tensor(filledUp(image, Math.toIntExact(video.shape().dim(0)))));
    }
    return Dict.of(sample);
  }

  /**
   * The tensors of such a sample, by the names of {@link FeatureTensors}; latents are taken as
   * their own mean.
   *
   * @throws KinolakeException FORBIDDEN_FORMAT if it is no such sample
   */
  static Map<String, HostTensor> tensors(TorchValue root) {
    Map<String, HostTensor> tensors = new TreeMap<>();
    HostTensor video = find(root, VIDEO);
    if (video.shape().rank() != 4) {
      throw refused("'%s' has the shape %s".formatted(VIDEO, video.shape()));
    }
    tensors.put(FeatureTensors.LATENT_MEAN, bf16(video));
    List<HostTensor> embeddings = list(root, EMBEDDINGS);
    List<HostTensor> masks = list(root, MASKS);
    if (embeddings.isEmpty() || embeddings.size() != masks.size() || embeddings.size() > 2) {
      throw refused("%d embeddings with %d masks".formatted(embeddings.size(), masks.size()));
    }
    for (int i = 0; i < embeddings.size(); i++) {
      requireTokens(embeddings.get(i).shape(), masks.get(i).shape());
    }
    tensors.put(FeatureTensors.TEXT, bf16(validRows(embeddings.get(0), masks.get(0))));
    if (embeddings.size() == 2) {
      tensors.put(FeatureTensors.TEXT_CLIP, bf16(TensorRows.row(embeddings.get(1), 0)));
      tensors.put(FeatureTensors.TEXT_CLIP_MASK, TensorRows.row(masks.get(1), 0).cast(DType.U8));
    }
    if (root instanceof Dict dict && dict.find(IMAGE).isPresent()) {
      tensors.put(FeatureTensors.NOISY_IMAGE_MEAN, bf16(TensorRows.slice(find(root, IMAGE), 0, 1)));
    }
    return tensors;
  }

  private static void requireTokens(Shape embedding, Shape mask) {
    boolean fits =
        embedding.rank() == 3
            && embedding.dim(0) == 1
            && mask.equals(Shape.of(1, embedding.dim(1)));
    if (!fits) {
      throw refused("an embedding has the shape %s, its mask %s".formatted(embedding, mask));
    }
  }

  private static HostTensor drawn(
      Map<String, HostTensor> tensors, String mean, String logVariance, TorchNormal random) {
    HostTensor means = tensors.get(mean);
    HostTensor logVariances = tensors.get(logVariance);
    if (logVariances == null) {
      return means;
    }
    float[] noise = random.draw(Math.toIntExact(means.shape().elements()));
    return new Posterior(means.cast(DType.F32), logVariances.cast(DType.F32))
        .sample(HostTensor.floats(means.shape(), noise))
        .cast(DType.BF16);
  }

  private static Tensor tensor(HostTensor tensor) {
    return Tensor.of(tensor);
  }

  private static HostTensor batch(HostTensor tensor) {
    return TensorRows.stack(List.of(tensor));
  }

  /** The same with rows of zeros behind, so that there are {@code rows}. */
  private static HostTensor filledUp(HostTensor tensor, int rows) {
    long[] shape = tensor.shape().toArray();
    shape[0] = rows;
    Shape filled = Shape.of(shape);
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(filled.elements() * tensor.dtype().bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    tensor.bytes().pieces().forEach(bytes::put);
    return new HostTensor(tensor.dtype(), filled, TensorBytes.wrap(bytes.rewind()));
  }

  private static HostTensor mask(int tokens, int valid) {
    long[] mask = new long[tokens];
    Arrays.fill(mask, 0, valid, 1);
    return HostTensor.integers(DType.I64, Shape.of(1, tokens), mask);
  }

  private static HostTensor validRows(HostTensor embedding, HostTensor mask) {
    long[] visible = mask.toLongs();
    int valid = 0;
    while (valid < visible.length && visible[valid] != 0) {
      valid++;
    }
    return TensorRows.slice(TensorRows.row(embedding, 0), 0, valid);
  }

  private static HostTensor bf16(HostTensor tensor) {
    return tensor.cast(DType.BF16);
  }

  private static HostTensor find(TorchValue root, String key) {
    if (root instanceof Dict dict && dict.find(key).orElse(null) instanceof Tensor tensor) {
      return tensor.read();
    }
    throw refused("it has no tensor '%s'".formatted(key));
  }

  private static List<HostTensor> list(TorchValue root, String key) {
    List<HostTensor> tensors = new ArrayList<>();
    if (root instanceof Dict dict && dict.find(key).orElse(null) instanceof Sequence sequence) {
      for (TorchValue item : sequence.items()) {
        if (!(item instanceof Tensor tensor)) {
          throw refused("'%s' holds something that is no tensor".formatted(key));
        }
        tensors.add(tensor.read());
      }
    }
    return tensors;
  }

  private static KinolakeException refused(String problem) {
    return new KinolakeException(
        FailureCode.FORBIDDEN_FORMAT,
        "A sample has video, prompt_ids and prompt_mask; in this file: %s.".formatted(problem));
  }
}
