package io.kinolake.training.optimizer;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * How data-parallel ranks share an update: each owns an even part of the flat vector of all
 * parameters, and of the optimizer's state. Used by one thread.
 */
public interface GradientExchange {
  /** On a rank that shares its update with nobody. */
  GradientExchange ALONE =
      new GradientExchange() {
        @Override
        public long firstOwned(long elements) {
          return 0;
        }

        @Override
        public long endOwned(long elements) {
          return elements;
        }

        @Override
        public void addUp(List<FloatBuffer> gradients) {}

        @Override
        public double addUp(double number) {
          return number;
        }

        @Override
        public boolean isSplit(String parameter) {
          return false;
        }

        @Override
        public double addUpSquares(double whole, double split) {
          return whole + split;
        }

        @Override
        public void spread(List<FloatBuffer> parameters) {}
      };

  /** The first element that this rank owns, of so many. */
  long firstOwned(long elements);

  /** The element after the last that this rank owns. */
  long endOwned(long elements);

  /** Adds up gradients over the ranks; afterwards the owned elements hold the sums. */
  void addUp(List<FloatBuffer> gradients);

  /** Adds up a number over the ranks that have other samples or frames; the same on each. */
  double addUp(double number);

  /** Whether tensor-parallel ranks have a part each of a parameter, rather than all of it. */
  boolean isSplit(String parameter);

  /**
   * The sum of squares of all gradients, the same number on every rank: the data-parallel ranks'
   * are added up, and over tensor-parallel ranks those of split parameters only.
   *
   * @param whole sum over the owned elements of parameters that are not split
   * @param split sum over the other owned elements
   */
  double addUpSquares(double whole, double split);

  /** Replaces every element by that of its owner. */
  void spread(List<FloatBuffer> parameters);
}
