package io.kinolake.media.decode;

import java.nio.file.Path;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * Tells a flight recording of one decoder's life, from open to close: what was decoded, how much of
 * it, and how long the file was in hand. Costs nothing where none is made.
 */
@Name(DecodeEvent.NAME)
@Label("Decode")
@Category("Kinolake")
@Description("A file whose frames were decoded")
@StackTrace(false)
final class DecodeEvent extends Event {
  static final String NAME = "io.kinolake.Decode";

  @Label("File")
  String file;

  @Label("Frames")
  @Description("Frames that the codec gave, those before a wanted range too")
  long frames;

  /** An event whose time starts now. */
  static DecodeEvent begun() {
    DecodeEvent event = new DecodeEvent();
    event.begin();
    return event;
  }

  /** Ends the event. */
  void tell(Path decoded, long frameCount) {
    if (shouldCommit()) {
      file = decoded.toString();
      frames = frameCount;
      commit();
    }
  }
}
