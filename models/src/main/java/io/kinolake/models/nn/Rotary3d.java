package io.kinolake.models.nn;

import io.kinolake.models.graph.Dimensions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Rotary position embedding (Su et al., 2021) over frames, rows and columns: a head's channels are
 * split into three parts, and each part is turned by the position along its own axis. Angles are
 * rounded to 32 bits before their cosine is taken, as in the reference.
 */
public final class Rotary3d {
  private static final double BASE = 10_000;

  private Rotary3d() {}

  /**
   * How far each channel of each token is turned.
   *
   * @param cosines [tokens, 1, size]
   * @param sines [tokens, 1, size], negative in the first half of each part
   */
  public record Tables(Operand<TFloat32> cosines, Operand<TFloat32> sines) {}

  /**
   * Tables for the tokens of a grid in the order frame, row, column. The graph holds a small table
   * for each axis and spreads them as it runs.
   *
   * @param extents positions along each axis
   * @param parts channels turned by each axis, all even
   */
  public static Tables tables(Ops tf, List<Integer> extents, List<Integer> parts) {
    return tables(tf, 0, extents, parts);
  }

  /**
   * As {@link #tables(Ops, List, List)}, for some of a video's frames.
   *
   * @param first position of the grid's first frame
   */
  public static Tables tables(Ops tf, int first, List<Integer> extents, List<Integer> parts) {
    List<Operand<TFloat32>> cosines = new ArrayList<>();
    List<Operand<TFloat32>> sines = new ArrayList<>();
    for (int axis = 0; axis < parts.size(); axis++) {
      int extent = extents.get(axis);
      int size = parts.get(axis);
      float[][] cosine = new float[extent][size];
      float[][] sine = new float[extent][size];
      for (int position = 0; position < extent; position++) {
        fill(axis == 0 ? first + position : position, cosine[position], sine[position]);
      }
      cosines.add(spread(tf, cosine, axis, extents));
      sines.add(spread(tf, sine, axis, extents));
    }
    long tokens = extents.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    return new Tables(joined(tf, cosines, tokens), joined(tf, sines, tokens));
  }

  /**
   * Turns every head of every token.
   *
   * @param x [batch, tokens, heads, size]
   * @param parts as for the tables
   */
  public static Operand<TFloat32> apply(
      Ops tf, Operand<TFloat32> x, List<Integer> parts, Tables tables) {
    return tf.math.add(
        tf.math.mul(x, tables.cosines()), tf.math.mul(halvesSwapped(tf, x, parts), tables.sines()));
  }

  private static void fill(int position, float[] cosine, float[] sine) {
    int half = cosine.length / 2;
    for (int j = 0; j < half; j++) {
      float exponent = (float) (2 * j) / cosine.length;
      float frequency = 1f / (float) Math.pow(BASE, exponent);
      float angle = position * frequency;
      cosine[j] = (float) Math.cos(angle);
      cosine[half + j] = cosine[j];
      sine[half + j] = (float) Math.sin(angle);
      sine[j] = -sine[half + j];
    }
  }

  private static Operand<TFloat32> spread(
      Ops tf, float[][] table, int axis, List<Integer> extents) {
    int size = table[0].length;
    long[] own = {1, 1, 1, size};
    own[axis] = extents.get(axis);
    return tf.broadcastTo(
        Dimensions.reshape(tf, tf.constant(table), own),
        tf.constant(new int[] {extents.get(0), extents.get(1), extents.get(2), size}));
  }

  private static Operand<TFloat32> joined(Ops tf, List<Operand<TFloat32>> parts, long tokens) {
    Operand<TFloat32> all = tf.concat(parts, tf.constant(3));
    return Dimensions.reshape(tf, all, tokens, 1, all.shape().get(3));
  }

  private static Operand<TFloat32> halvesSwapped(Ops tf, Operand<TFloat32> x, List<Integer> parts) {
    int last = x.shape().numDimensions() - 1;
    int[] halves = new int[2 * parts.size()];
    for (int i = 0; i < halves.length; i++) {
      halves[i] = parts.get(i / 2) / 2;
    }
    List<Operand<TFloat32>> pieces =
        new ArrayList<>(
            tf.splitV(x, tf.constant(halves), tf.constant(last), (long) halves.length).output());
    for (int i = 0; i < halves.length; i += 2) {
      Collections.swap(pieces, i, i + 1);
    }
    return tf.concat(pieces, tf.constant(last));
  }
}
