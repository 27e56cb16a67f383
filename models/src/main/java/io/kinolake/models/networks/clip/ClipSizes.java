package io.kinolake.models.networks.clip;

import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Arrays;

/**
 * Tells the sizes of a CLIP model from the shapes of its weights, in openai's names or Hugging
 * Face's. Only the number of heads is not in them: all published models have heads of 64.
 */
public final class ClipSizes {
  private static final int HEAD = 64;

  private ClipSizes() {}

  /**
   * The sizes of a model.
   *
   * @throws KinolakeException WRONG_WEIGHTS if these are not the weights of a whole CLIP model
   */
  public static ClipConfig of(WeightSource weights) {
    Shape projection = shape(weights, "visual.proj", "visual_projection.weight");
    Shape patches =
        shape(weights, "visual.conv1.weight", "vision_model.embeddings.patch_embedding.weight");
    int width = dim(patches, 0);
    int embedDim = dim(projection, 0) == width ? dim(projection, 1) : dim(projection, 0);
    return new ClipConfig(embedDim, vision(weights, width, dim(patches, 2)), text(weights));
  }

  private static ClipConfig.Vision vision(WeightSource weights, int width, int patch) {
    Shape places =
        shape(
            weights,
            "visual.positional_embedding",
            "vision_model.embeddings.position_embedding.weight");
    int side = (int) Math.round(Math.sqrt(dim(places, 0) - 1.0));
    Shape inner =
        shape(
            weights,
            "visual.transformer.resblocks.0.mlp.c_fc.weight",
            "vision_model.encoder.layers.0.mlp.fc1.weight");
    int layers = layers(weights, "visual.transformer.resblocks.", "vision_model.encoder.layers.");
    return new ClipConfig.Vision(side * patch, patch, width, layers, heads(width), dim(inner, 0));
  }

  private static ClipConfig.Text text(WeightSource weights) {
    Shape words =
        shape(weights, "token_embedding.weight", "text_model.embeddings.token_embedding.weight");
    Shape places =
        shape(weights, "positional_embedding", "text_model.embeddings.position_embedding.weight");
    Shape inner =
        shape(
            weights,
            "transformer.resblocks.0.mlp.c_fc.weight",
            "text_model.encoder.layers.0.mlp.fc1.weight");
    int width = dim(words, 1);
    int layers = layers(weights, "transformer.resblocks.", "text_model.encoder.layers.");
    return new ClipConfig.Text(
        dim(words, 0), dim(places, 0), width, layers, heads(width), dim(inner, 0));
  }

  private static int heads(int width) {
    return Math.max(1, width / HEAD);
  }

  private static int layers(WeightSource weights, String... prefixes) {
    return Arrays.stream(prefixes)
        .mapToInt(
            prefix ->
                (int)
                    weights.tensors().keySet().stream()
                        .filter(name -> name.startsWith(prefix))
                        .map(name -> name.substring(prefix.length()).split("\\.", 2)[0])
                        .distinct()
                        .count())
        .max()
        .orElse(0);
  }

  private static Shape shape(WeightSource weights, String... names) {
    for (String name : names) {
      TensorInfo info = weights.tensors().get(name);
      if (info != null) {
        return info.shape();
      }
    }
    throw new KinolakeException(
        FailureCode.WRONG_WEIGHTS,
        "%s holds no CLIP model: it has none of %s. Name the file of a whole model, such as openai/clip-vit-large-patch14."
            .formatted(weights.origin(), Arrays.toString(names)));
  }

  private static int dim(Shape shape, int axis) {
    return Math.toIntExact(shape.dim(axis));
  }
}
