package io.kinolake.jobs.tables;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the object of a lock says.
 *
 * @param owner who holds it
 * @param since when it was taken
 * @param renewed when its holder last showed that it lives
 * @param id tells holders of one name apart
 */
record Lease(String owner, String since, Instant renewed, String id) {
  private static final Pattern TEXT =
      Pattern.compile("(.*) since (\\S+), renewed (\\S+) \\((.*)\\)", Pattern.DOTALL);

  static Lease taken(String owner, Instant now) {
    return new Lease(owner, now.toString(), now, UUID.randomUUID().toString());
  }

  /** Reads an object; one of another form counts as renewed when it was written. */
  static Lease of(LockObject.Version object) {
    Matcher text = TEXT.matcher(object.text());
    return text.matches()
        ? new Lease(text.group(1), text.group(2), Instant.parse(text.group(3)), text.group(4))
        : new Lease(object.text(), "", object.written(), "");
  }

  Lease renewedAt(Instant now) {
    return new Lease(owner, since, now, id);
  }

  /** When others may take it, if it lasts so long. */
  Instant end(Duration lasts) {
    return renewed.plus(lasts);
  }

  /** As the object says it. */
  String text() {
    return "%s (%s)".formatted(this, id);
  }

  @Override
  public String toString() {
    return since.isEmpty() ? owner : "%s since %s, renewed %s".formatted(owner, since, renewed);
  }
}
