package io.kinolake.models.networks.clip;

import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Products;
import io.kinolake.models.nn.Attention;
import io.kinolake.models.nn.Norms;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The text side of CLIP: a causal transformer read off at the end-of-text token. */
public final class ClipText {
  private ClipText() {}

  /**
   * Embeddings of texts, not normalised.
   *
   * @param scope scope of the whole model, whose text side has no prefix of its own
   * @param tokens [batch, context]; the end-of-text token has the highest id
   * @return [batch, embedDim]
   */
  public static Operand<TFloat32> features(
      NetScope scope, ClipConfig.Text config, int embedDim, Operand<TInt32> tokens) {
    Ops tf = scope.tf();
    Operand<TFloat32> table =
        scope.vector("token_embedding.weight", config.vocabulary(), config.width());
    Operand<TFloat32> words = tf.gather(table, tokens, tf.constant(0));
    Operand<TFloat32> placed =
        tf.math.add(words, scope.vector("positional_embedding", config.context(), config.width()));
    Operand<TFloat32> hidden =
        ClipBlocks.run(
            scope.at("transformer"),
            placed,
            config.layers(),
            config.heads(),
            config.inner(),
            Optional.of(Attention.causalBias(tf, config.context())));
    Operand<TFloat32> normed =
        Norms.layer(scope.at("ln_final"), hidden, config.width(), ClipConfig.EPSILON);
    Operand<TInt32> end = tf.math.argMax(tokens, tf.constant(-1), TInt32.class);
    Operand<TFloat32> atEnd = tf.gather(normed, end, tf.constant(1), Gather.batchDims(1L));
    return Products.times(tf, atEnd, scope.vector("text_projection", config.width(), embedDim));
  }
}
