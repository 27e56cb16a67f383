package io.kinolake.media.scene;

/** What happens to cuts that are closer together than a scene may be short, as in a flash. */
public enum CloseCuts {
  /** Cuts in close succession become one, at the last of them. */
  MERGE,
  /** A cut too close to the last one kept is dropped. */
  SUPPRESS
}
