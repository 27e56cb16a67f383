package io.kinolake.media.synth;

import io.kinolake.schemas.media.FrameSize;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.image.BufferedImage;
import java.util.Random;

/** Paints the frames of one shot: a landscape that the camera moves over, and shapes that move. */
final class ShotPainter {
  private static final double OVERSCAN = 1.4; // the landscape's size over the picture's
  private static final int HILLS = 5;
  private static final int DETAILS = 90;
  private static final int MOVERS = 4;
  private static final float GOLDEN_RATIO = 0.618034f; // spreads hues as far apart as can be

  private final Shot shot;
  private final FrameSize size;
  private final float hue;
  private final BufferedImage landscape;

  ShotPainter(Shot shot, FrameSize size) {
    this.shot = shot;
    this.size = size;
    this.hue = shot.look() * GOLDEN_RATIO % 1;
    this.landscape = paintLandscape();
  }

  /** Paints a frame, counted from the shot's first, over the whole picture. */
  void paint(BufferedImage picture, int frame) {
    double progress = (double) frame / shot.frames();
    Graphics2D graphics = picture.createGraphics();
    try {
      paintView(graphics, progress);
      paintMovers(graphics, shot.camera() == Shot.Camera.FREEZE ? 0 : frame);
    } finally {
      graphics.dispose();
    }
  }

  private void paintView(Graphics2D graphics, double progress) {
    double zoom =
        switch (shot.camera()) {
          case ZOOM_IN -> OVERSCAN - (OVERSCAN - 1) * progress;
          case ZOOM_OUT -> 1 + (OVERSCAN - 1) * progress;
          default -> 1;
        };
    double across =
        switch (shot.camera()) {
          case PAN_RIGHT -> progress;
          case PAN_LEFT -> 1 - progress;
          default -> 0.5;
        };
    double down =
        switch (shot.camera()) {
          case TILT_DOWN -> progress;
          case TILT_UP -> 1 - progress;
          default -> 0.5;
        };
    int width = (int) (size.width() * zoom);
    int height = (int) (size.height() * zoom);
    int left = (int) (across * (landscape.getWidth() - width));
    int top = (int) (down * (landscape.getHeight() - height));
    graphics.drawImage(
        landscape, 0, 0, size.width(), size.height(), left, top, left + width, top + height, null);
  }

  private void paintMovers(Graphics2D graphics, int frame) {
    Random random = new Random(shot.look() * 31L + 7);
    int side = size.shorterSide() / 8;
    for (int mover = 0; mover < MOVERS; mover++) {
      double speed = (0.3 + random.nextDouble()) * size.width() / 300;
      double bob = random.nextDouble() * 2 * Math.PI;
      int span = size.width() + 2 * side;
      int x = (int) ((random.nextDouble() * span + frame * speed) % span) - side;
      int base = (int) (size.height() * (0.25 + 0.5 * random.nextDouble()));
      int y = base + (int) (side / 2.0 * Math.sin(bob + frame * 0.06));
      graphics.setColor(colour(hue + 0.45f + mover * 0.04f, 0.75f, 0.95f));
      if (mover % 2 == 0) {
        graphics.fillOval(x, y, side, side);
      } else {
        graphics.fillRoundRect(x, y, side * 3 / 2, side * 2 / 3, side / 4, side / 4);
      }
    }
  }

  private BufferedImage paintLandscape() {
    int width = (int) Math.ceil(size.width() * OVERSCAN);
    int height = (int) Math.ceil(size.height() * OVERSCAN);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setPaint(
          new GradientPaint(
              0, 0, colour(hue, 0.55f, 0.95f), 0, height, colour(hue + 0.08f, 0.35f, 0.8f)));
      graphics.fillRect(0, 0, width, height);
      Random random = new Random(shot.look());
      paintHills(graphics, random, width, height);
      paintDetails(graphics, random, width, height);
    } finally {
      graphics.dispose();
    }
    return image;
  }

  private void paintHills(Graphics2D graphics, Random random, int width, int height) {
    for (int hill = 0; hill < HILLS; hill++) {
      double top = height * (0.4 + 0.12 * hill);
      double wave = (1 + random.nextInt(3)) * Math.PI / width * 2;
      double phase = random.nextDouble() * 2 * Math.PI;
      Polygon outline = new Polygon();
      outline.addPoint(0, height);
      for (int x = 0; x <= width; x += 4) {
        outline.addPoint(x, (int) (top + height * 0.07 * Math.sin(phase + wave * x)));
      }
      outline.addPoint(width, height);
      graphics.setColor(colour(hue + 0.1f + 0.05f * hill, 0.6f, 0.75f - 0.1f * hill));
      graphics.fillPolygon(outline);
    }
  }

  private void paintDetails(Graphics2D graphics, Random random, int width, int height) {
    for (int detail = 0; detail < DETAILS; detail++) {
      int x = random.nextInt(width);
      int y = random.nextInt(height);
      int side = 3 + random.nextInt(size.shorterSide() / 16);
      graphics.setColor(
          colour(hue + random.nextFloat() * 0.2f, 0.5f, 0.3f + random.nextFloat() * 0.6f));
      if (detail % 3 == 0) {
        graphics.fillRect(x, y, side, side * 2);
      } else {
        graphics.fillOval(x, y, side, side);
      }
    }
  }

  private Color colour(float hueTurn, float saturation, float brightness) {
    return Color.getHSBColor(hueTurn, saturation, brightness * shot.light());
  }
}
