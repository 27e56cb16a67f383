package io.kinolake.udfs.feature;

import java.util.List;

/**
 * A clip and the sets that want one part of it, latents or embeddings.
 *
 * @param clip the clip
 * @param sets at least one
 */
record Wanted(ClipForFeatures clip, List<FeatureSet> sets) {

  Wanted {
    sets = List.copyOf(sets);
  }
}
