package io.kinolake.models.networks.clip;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Products;
import io.kinolake.models.nn.Norms;
import io.kinolake.models.nn.Patches;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The picture side of CLIP: a vision transformer. Its scope is the model's {@code visual}. */
public final class ClipVision {
  private ClipVision() {}

  /**
   * Embeddings of pictures, not normalised.
   *
   * @param images [batch, 3, resolution, resolution], normalised by {@code ClipPreprocessing}
   * @return [batch, embedDim]
   */
  public static Operand<TFloat32> features(
      NetScope scope, ClipConfig.Vision config, int embedDim, Operand<TFloat32> images) {
    Ops tf = scope.tf();
    Operand<TFloat32> tokens = tokens(scope, config, images, config.layers());
    Operand<TFloat32> classToken =
        tf.stridedSlice(tokens, Indices.all(), Indices.at(0), Indices.all());
    Operand<TFloat32> normed =
        scope.tap(
            "ln_post",
            Norms.layer(scope.at("ln_post"), classToken, config.width(), ClipConfig.EPSILON));
    Operand<TFloat32> projection = scope.vector("proj", config.width(), embedDim);
    return Products.times(tf, normed, projection);
  }

  /**
   * The tokens after some of the blocks, the class token first.
   *
   * @param layers number of blocks to run
   * @return [batch, 1 + patches, width]
   */
  public static Operand<TFloat32> tokens(
      NetScope scope, ClipConfig.Vision config, Operand<TFloat32> images, int layers) {
    Ops tf = scope.tf();
    Operand<TFloat32> patches =
        Patches.embed(scope.at("conv1"), images, config.patch(), config.width());
    Operand<TFloat32> classToken =
        tf.broadcastTo(
            scope.vector("class_embedding", config.width()),
            Dimensions.vector(
                tf, Dimensions.of(tf, images, 0), Dimensions.of(1), Dimensions.of(config.width())));
    Operand<TFloat32> tokens = tf.concat(List.of(classToken, patches), tf.constant(1));
    Operand<TFloat32> placed =
        tf.math.add(
            tokens, scope.vector("positional_embedding", config.patches() + 1, config.width()));
    Operand<TFloat32> normed =
        scope.tap(
            "ln_pre", Norms.layer(scope.at("ln_pre"), placed, config.width(), ClipConfig.EPSILON));
    return ClipBlocks.run(
        scope.at("transformer"), normed, layers, config.heads(), config.inner(), Optional.empty());
  }
}
