package io.kinolake.jobs.report;

import io.kinolake.schemas.text.Html;
import java.util.Locale;

/** One clip of the gallery. */
final class ClipCard {
  private final Html page;

  ClipCard(Html page) {
    this.page = page;
  }

  void append(ReportData.GalleryClip clip) {
    page.markup("<article class=\"card clip\"><div class=\"pic\">");
    picture(clip);
    page.markup("</div><div class=\"body\"><p>");
    verdict(clip);
    page.element("span", "soft small", clip.cutMode())
        .markup("</p>")
        .markup("<p class=\"wrap\"><b>")
        .text(clip.name())
        .markup("</b></p>")
        .element("p", "soft small", time(clip.startUs()) + " – " + time(clip.endUs()));
    clip.rejectedBy().ifPresent(rule -> page.element("p", "small wrap", "Rule: " + rule));
    clip.caption().ifPresent(caption -> page.element("p", "cap", caption));
    clip.captioner().ifPresent(name -> page.element("p", "soft small", "by " + name));
    page.markup("<div class=\"chips\">");
    clip.scores()
        .forEach(
            (scorer, value) -> page.markup("<span>").text(scorer + " " + value).markup("</span>"));
    page.markup("</div></div></article>\n");
  }

  private void picture(ReportData.GalleryClip clip) {
    if (clip.image().isPresent()) {
      page.markup("<img loading=\"lazy\" alt=\"\" src=\"data:image/jpeg;base64,")
          .text(clip.image().get())
          .markup("\">");
    } else {
      page.element("p", "", clip.problem().orElse("No picture"));
    }
  }

  private void verdict(ReportData.GalleryClip clip) {
    String verdict = clip.accepted() ? "accepted" : "rejected";
    page.element("span", "tag " + verdict, verdict);
  }

  /** Minutes, seconds and milliseconds, with hours where there are any. */
  private static String time(long micros) {
    long millis = Math.floorDiv(micros + 500, 1000);
    String rest =
        String.format(
            Locale.ROOT, "%02d:%02d.%03d", millis / 60_000 % 60, millis / 1000 % 60, millis % 1000);
    return millis >= 3_600_000 ? millis / 3_600_000 + ":" + rest : rest;
  }
}
