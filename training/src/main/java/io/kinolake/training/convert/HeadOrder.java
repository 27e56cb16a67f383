package io.kinolake.training.convert;

/** How the vectors of attention heads lie along the first axis of one parameter. */
public enum HeadOrder {
  /** Query, key and value of a head together, head after head: as Step-Video is published. */
  BY_HEAD {
    @Override
    long index(long head, long kind, long heads, long kinds) {
      return head * kinds + kind;
    }
  },
  /** The queries of all heads held here, then the keys, then the values: as MindSpeed-MM does. */
  BY_KIND {
    @Override
    long index(long head, long kind, long heads, long kinds) {
      return kind * heads + head;
    }
  };

  /** Position of one head's vector of one kind, in vectors. */
  abstract long index(long head, long kind, long heads, long kinds);
}
