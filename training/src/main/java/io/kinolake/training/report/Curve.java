package io.kinolake.training.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.schemas.text.Html;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One number over the steps: as it was, and smoothed.
 *
 * @param title for people
 * @param points those that are finite, in the order of steps
 */
record Curve(String title, List<Point> points) {
  private static final int WIDTH = 600;
  private static final int HEIGHT = 220;

  /** Points that are drawn at most; several steps become their mean. */
  private static final int MOST = 600;

  /** Weight of what was before in the smoothed line. */
  private static final double INERTIA = 0.9;

  /** One step's number. */
  record Point(double step, double value) {}

  Curve {
    points = List.copyOf(points);
  }

  static Curve of(List<JsonNode> steps, String title, String key) {
    List<Point> points = new ArrayList<>();
    int width = Math.max(1, (steps.size() + MOST - 1) / MOST);
    for (int from = 0; from < steps.size(); from += width) {
      List<JsonNode> part = steps.subList(from, Math.min(from + width, steps.size()));
      part.stream()
          .mapToDouble(step -> step.path(key).asDouble(Double.NaN))
          .filter(Double::isFinite)
          .average()
          .ifPresent(mean -> points.add(new Point(part.get(0).path("step").asDouble(), mean)));
    }
    return new Curve(title, points);
  }

  void draw(Html page) {
    page.markup("<figure>").element("figcaption", "", title);
    if (points.isEmpty()) {
      page.element("p", "", "No finite number.").markup("</figure>");
      return;
    }
    double low = points.stream().mapToDouble(Point::value).min().orElseThrow();
    double high = points.stream().mapToDouble(Point::value).max().orElseThrow();
    page.markup("<svg viewBox=\"0 0 %d %d\" role=\"img\">".formatted(WIDTH, HEIGHT));
    line(page, "raw", points, low, high);
    line(page, "smooth", smoothed(), low, high);
    label(page, 14, Html.shortNumber(high));
    label(page, HEIGHT - 6, Html.shortNumber(low));
    page.markup("</svg></figure>");
  }

  private static void label(Html page, int y, String text) {
    page.markup("<text x=\"4\" y=\"" + y + "\">").text(text).markup("</text>");
  }

  private List<Point> smoothed() {
    List<Point> smooth = new ArrayList<>();
    double sum = 0;
    double weight = 0;
    for (Point point : points) {
      sum = INERTIA * sum + (1 - INERTIA) * point.value();
      weight = INERTIA * weight + (1 - INERTIA);
      smooth.add(new Point(point.step(), sum / weight));
    }
    return smooth;
  }

  private static void line(Html page, String kind, List<Point> line, double low, double high) {
    double first = line.get(0).step();
    double steps = Math.max(1, line.get(line.size() - 1).step() - first);
    double range = high > low ? high - low : 1;
    StringBuilder places = new StringBuilder();
    for (Point point : line) {
      places.append(
          String.format(
              Locale.ROOT,
              "%.1f,%.1f ",
              (point.step() - first) / steps * WIDTH,
              (HEIGHT - 10) - (point.value() - low) / range * (HEIGHT - 20)));
    }
    page.markup("<polyline class=\"" + kind + "\" points=\"" + places.toString().strip() + "\"/>");
  }
}
