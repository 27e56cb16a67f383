package io.kinolake.models.oip;

/** A message that does not follow the protocol; whoever reads it says whose it was. */
final class MalformedMessage extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedMessage(String what) {
    super(what);
  }
}
