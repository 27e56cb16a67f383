package io.kinolake.media.measure;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Fits a similarity — shift, scale, turn — to a flow field, robustly: pairs of points propose
 * motions, the one that most points agree with wins (RANSAC, Fischler and Bolles 1981) and is
 * refined by least squares over those points. Only points with structure around them count, since
 * flow says nothing where a picture is flat. Deterministic; stateless and thread-safe.
 */
public final class GlobalMotionFit {
  /** Points lie on a grid of this spacing, in pixels. */
  private static final int SPACING = 8;

  /** A point has structure if levels around it differ by this much at least, in both directions. */
  private static final int MIN_STRUCTURE = 12;

  private static final int MIN_POINTS = 12;
  private static final int PROPOSALS = 64;
  private static final int REFINEMENTS = 3;

  /** A point agrees with a motion that misses its own by this much at most, in pixels, … */
  private static final double TOLERANCE = 0.5;

  /** … plus this share of its own motion's length, since errors of the flow grow with it. */
  private static final double RELATIVE_TOLERANCE = 0.1;

  /** The motion, or nothing where too few points have structure. */
  public Optional<GlobalMotion> fit(GrayImage picture, FlowField flow) {
    Points points = Points.of(picture, flow);
    if (points.count < MIN_POINTS) {
      return Optional.empty();
    }
    Similarity best = propose(points);
    for (int i = 0; i < REFINEMENTS; i++) {
      best = refine(points, best);
    }
    double support = best.supporters(points) / (double) points.count;
    return Optional.of(
        new GlobalMotion(
            best.shiftX / flow.width(),
            best.shiftY / flow.height(),
            Math.log(best.scale()),
            best.turn(),
            support));
  }

  private static Similarity propose(Points points) {
    SplittableRandom random = new SplittableRandom(points.count);
    Similarity best = Similarity.NONE;
    int most = best.supporters(points);
    for (int i = 0; i < PROPOSALS; i++) {
      int first = random.nextInt(points.count);
      int second = random.nextInt(points.count);
      Optional<Similarity> proposal = Similarity.through(points, first, second);
      int supporters = proposal.map(motion -> motion.supporters(points)).orElse(0);
      if (supporters > most) {
        most = supporters;
        best = proposal.orElseThrow();
      }
    }
    return best;
  }

  private static Similarity refine(Points points, Similarity motion) {
    int[] agreeing = new int[points.count];
    int count = 0;
    for (int i = 0; i < points.count; i++) {
      if (motion.agrees(points, i)) {
        agreeing[count++] = i;
      }
    }
    return count < 2 ? motion : Similarity.leastSquares(points, Arrays.copyOf(agreeing, count));
  }

  /** Grid points with structure; positions relative to the picture's centre. */
  private static final class Points {
    final double[] x;
    final double[] y;
    final double[] dx;
    final double[] dy;
    final double[] squaredTolerance;
    int count;

    private Points(int capacity) {
      x = new double[capacity];
      y = new double[capacity];
      dx = new double[capacity];
      dy = new double[capacity];
      squaredTolerance = new double[capacity];
    }

    static Points of(GrayImage picture, FlowField flow) {
      int width = flow.width();
      int height = flow.height();
      Points points = new Points((width / SPACING + 1) * (height / SPACING + 1));
      for (int y = SPACING; y < height - SPACING; y += SPACING) {
        for (int x = SPACING; x < width - SPACING; x += SPACING) {
          if (hasStructure(picture, x, y)) {
            int i = points.count++;
            points.x[i] = x - (width - 1) / 2.0;
            points.y[i] = y - (height - 1) / 2.0;
            points.dx[i] = flow.dx(x, y);
            points.dy[i] = flow.dy(x, y);
            double tolerance =
                TOLERANCE + RELATIVE_TOLERANCE * Math.hypot(points.dx[i], points.dy[i]);
            points.squaredTolerance[i] = tolerance * tolerance;
          }
        }
      }
      return points;
    }

    private static boolean hasStructure(GrayImage picture, int x, int y) {
      int across = 0;
      int down = 0;
      for (int offset = -SPACING / 2; offset <= SPACING / 2; offset += 2) {
        across = Math.max(across, range(picture, x - 4, y + offset, 1, 0));
        down = Math.max(down, range(picture, x + offset, y - 4, 0, 1));
      }
      return Math.min(across, down) >= MIN_STRUCTURE;
    }

    private static int range(GrayImage picture, int x, int y, int stepX, int stepY) {
      int least = 255;
      int most = 0;
      for (int i = 0; i <= SPACING; i += 2) {
        int level = picture.at(x + i * stepX, y + i * stepY);
        least = Math.min(least, level);
        most = Math.max(most, level);
      }
      return most - least;
    }
  }

  /** (x, y) moves by (a x - b y + shiftX, b x + a y + shiftY), where a is the scale minus 1. */
  private record Similarity(double a, double b, double shiftX, double shiftY) {
    static final Similarity NONE = new Similarity(0, 0, 0, 0);

    static Optional<Similarity> through(Points points, int first, int second) {
      double spanX = points.x[second] - points.x[first];
      double spanY = points.y[second] - points.y[first];
      double square = spanX * spanX + spanY * spanY;
      if (square < 16 * SPACING * SPACING) {
        return Optional.empty(); // too close to tell a scale
      }
      double changeX = points.dx[second] - points.dx[first];
      double changeY = points.dy[second] - points.dy[first];
      double a = (spanX * changeX + spanY * changeY) / square;
      double b = (spanX * changeY - spanY * changeX) / square;
      return Optional.of(
          new Similarity(
              a,
              b,
              points.dx[first] - a * points.x[first] + b * points.y[first],
              points.dy[first] - b * points.x[first] - a * points.y[first]));
    }

    static Similarity leastSquares(Points points, int[] chosen) {
      double meanX = mean(points.x, chosen);
      double meanY = mean(points.y, chosen);
      double meanDx = mean(points.dx, chosen);
      double meanDy = mean(points.dy, chosen);
      double square = 0;
      double along = 0;
      double across = 0;
      for (int i : chosen) {
        double x = points.x[i] - meanX;
        double y = points.y[i] - meanY;
        double dx = points.dx[i] - meanDx;
        double dy = points.dy[i] - meanDy;
        square += x * x + y * y;
        along += x * dx + y * dy;
        across += x * dy - y * dx;
      }
      double a = square == 0 ? 0 : along / square;
      double b = square == 0 ? 0 : across / square;
      return new Similarity(a, b, meanDx - a * meanX + b * meanY, meanDy - b * meanX - a * meanY);
    }

    double scale() {
      return Math.hypot(1 + a, b);
    }

    double turn() {
      return Math.atan2(b, 1 + a);
    }

    boolean agrees(Points points, int i) {
      double missX = a * points.x[i] - b * points.y[i] + shiftX - points.dx[i];
      double missY = b * points.x[i] + a * points.y[i] + shiftY - points.dy[i];
      return missX * missX + missY * missY <= points.squaredTolerance[i];
    }

    int supporters(Points points) {
      int count = 0;
      for (int i = 0; i < points.count; i++) {
        count += agrees(points, i) ? 1 : 0;
      }
      return count;
    }

    private static double mean(double[] values, int[] chosen) {
      double sum = 0;
      for (int i : chosen) {
        sum += values[i];
      }
      return sum / chosen.length;
    }
  }
}
