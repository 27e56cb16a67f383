package io.kinolake.media.synth;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Locale;

/**
 * A coloured shape that moves in one direction over a dark ground, and its caption: the simplest
 * film whose caption can be checked by looking at pixels.
 */
public record MovingShape(Colour colour, Form form, Direction direction) {
  private static final double SIDE = 0.375;
  private static final double WAY = 0.5;
  private static final double SPARE = 1 - SIDE - WAY;

  /** Colours a sixth of the circle of hues apart. */
  public enum Colour {
    RED(0),
    YELLOW(60),
    GREEN(120),
    CYAN(180),
    BLUE(240),
    MAGENTA(300);

    private final int hue;

    Colour(int hue) {
      this.hue = hue;
    }

    /** Degrees, 0 to 359. */
    public int hue() {
      return hue;
    }
  }

  /** Outlines. */
  public enum Form {
    SQUARE,
    CIRCLE
  }

  /** Where a shape goes, in pictures whose rows count downwards. */
  public enum Direction {
    LEFT(-1, 0),
    RIGHT(1, 0),
    UP(0, -1),
    DOWN(0, 1);

    private final int across;
    private final int down;

    Direction(int across, int down) {
      this.across = across;
      this.down = down;
    }
  }

  /** What a person would say of it. */
  public String caption() {
    return "a %s %s moves %s".formatted(word(colour), word(form), word(direction));
  }

  /** As part of a file name. */
  String stem() {
    return "%s_%s_%s".formatted(word(colour), word(form), word(direction));
  }

  /**
   * Paints one picture.
   *
   * @param passed share of the way that is behind, 0 to 1
   * @param lane place across the way, 0 to 1
   * @param ground level of the background, 0 to 255
   */
  void paint(BufferedImage picture, double passed, double lane, int ground) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    Graphics2D graphics = picture.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setColor(new Color(ground, ground, ground));
      graphics.fillRect(0, 0, width, height);
      graphics.setColor(Color.getHSBColor(colour.hue() / 360f, 0.9f, 0.9f));
      int left = (int) Math.round(place(direction.across, passed, lane) * width);
      int top = (int) Math.round(place(direction.down, passed, lane) * height);
      int side = (int) Math.round(SIDE * Math.min(width, height));
      if (form == Form.SQUARE) {
        graphics.fillRect(left, top, side, side);
      } else {
        graphics.fillOval(left, top, side, side);
      }
    } finally {
      graphics.dispose();
    }
  }

  /** Where the shape begins along one axis, as a share of the picture. */
  private static double place(int step, double passed, double lane) {
    double middle = SPARE / 2;
    return switch (step) {
      case 1 -> middle + passed * WAY;
      case -1 -> middle + (1 - passed) * WAY;
      default -> lane * (1 - SIDE);
    };
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
