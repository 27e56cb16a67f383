package io.kinolake.schemas.tables;

import io.kinolake.schemas.media.ClipId;
import java.util.Optional;

/**
 * Whether a clip is in the corpus, and why not.
 *
 * @param accepted whether it is
 * @param rejectedBy the rule that rejected it, in the user's words
 * @param duplicateOf the accepted clip that it nearly equals
 * @param cluster the id of the cluster it falls in, where clustering is on
 */
public record Selection(
    ClipId clip,
    boolean accepted,
    Optional<String> rejectedBy,
    Optional<ClipId> duplicateOf,
    Optional<Integer> cluster) {}
