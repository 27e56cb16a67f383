package io.kinolake.models.nn;

import io.kinolake.models.graph.Dimensions;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

/** Places of tokens in a text, and what lies between them. */
public final class Positions {
  private Positions() {}

  /** 0, 1, … as many as there are tokens. */
  public static Operand<TInt32> range(Ops tf, Dimensions.Size tokens) {
    return tf.range(tf.constant(0), Dimensions.scalar(tf, tokens), tf.constant(1));
  }

  /** Position of the key minus that of the query: [tokens of the query, tokens of the key]. */
  public static Operand<TInt32> distances(Ops tf, Dimensions.Size tokens) {
    Operand<TInt32> range = range(tf, tokens);
    return tf.math.sub(tf.expandDims(range, tf.constant(0)), tf.expandDims(range, tf.constant(1)));
  }
}
