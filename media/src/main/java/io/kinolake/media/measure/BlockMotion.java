package io.kinolake.media.measure;

/**
 * The motion vectors with which a codec predicted one frame, a displacement per block in pixels.
 * Immutable; thread-safe.
 */
public final class BlockMotion {
  /** A frame without motion vectors. */
  public static final BlockMotion NONE = new BlockMotion(new Builder());

  private final int count;
  private final double totalArea;
  private final double weightedLength;
  private final double stillArea;

  private BlockMotion(Builder builder) {
    this.count = builder.count;
    this.totalArea = builder.totalArea;
    this.weightedLength = builder.weightedLength;
    this.stillArea = builder.stillArea;
  }

  /** How many vectors there are. */
  public int count() {
    return count;
  }

  /** The mean length in pixels, blocks counting by their area; 0 without vectors. */
  public double meanLength() {
    return count == 0 ? 0 : weightedLength / totalArea;
  }

  /** The share of the predicted area that does not move, 0 to 1; 0 without vectors. */
  public double stillShare() {
    return count == 0 ? 0 : stillArea / totalArea;
  }

  /** Sums vectors up as they come. Not thread-safe. */
  public static final class Builder {
    private int count;
    private double totalArea;
    private double weightedLength;
    private double stillArea;

    /**
     * Adds a block that moves.
     *
     * @param area of the block, pixels
     * @param length of its displacement, pixels; fractions as the codec has them
     */
    public void addMoved(int area, double length) {
      count++;
      totalArea += area;
      weightedLength += area * length;
    }

    /** Adds a block that does not move. */
    public void addStill(int area) {
      count++;
      totalArea += area;
      stillArea += area;
    }

    public BlockMotion build() {
      return new BlockMotion(this);
    }
  }
}
