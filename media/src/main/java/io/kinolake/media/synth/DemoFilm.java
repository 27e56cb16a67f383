package io.kinolake.media.synth;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One file of the demo set before it is written.
 *
 * @param name file name without folder
 * @param caption what the sidecar file says
 * @param shots in order; where one ends and another begins is a cut
 * @param barShare height of each black bar over the picture's height; 0 for none
 */
record DemoFilm(
    String name, String caption, VideoSettings settings, List<Shot> shots, double barShare) {

  DemoFilm {
    shots = List.copyOf(shots);
  }

  static DemoFilm of(String name, String caption, VideoSettings settings, Shot... shots) {
    return new DemoFilm(name, caption, settings, List.of(shots), 0);
  }

  DemoFilm withBars(double share) {
    return new DemoFilm(name, caption, settings, shots, share);
  }

  long frames() {
    return shots.stream().mapToLong(Shot::frames).sum();
  }

  /** The frames at which a new shot begins, the first of all excluded. */
  List<Long> cuts() {
    List<Long> cuts = new ArrayList<>();
    long start = 0;
    for (Shot shot : shots.subList(0, shots.size() - 1)) {
      start += shot.frames();
      cuts.add(start);
    }
    return cuts;
  }

  void write(Path path) {
    try (VideoWriter writer = VideoWriter.open(path, settings)) {
      BufferedImage picture = writer.newPicture();
      long time = 0;
      for (Shot shot : shots) {
        ShotPainter painter = new ShotPainter(shot, settings.pictures().size());
        for (int frame = 0; frame < shot.frames(); frame++) {
          painter.paint(picture, frame);
          paintBars(picture);
          writer.write(picture, time++, 1);
        }
      }
      writer.finish();
    }
  }

  private void paintBars(BufferedImage picture) {
    int bar = (int) Math.round(picture.getHeight() * barShare);
    Graphics2D graphics = picture.createGraphics();
    try {
      graphics.setColor(Color.BLACK);
      graphics.fillRect(0, 0, picture.getWidth(), bar);
      graphics.fillRect(0, picture.getHeight() - bar, picture.getWidth(), bar);
    } finally {
      graphics.dispose();
    }
  }
}
