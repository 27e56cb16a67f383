package io.kinolake.training.data;

import java.util.Optional;

/**
 * The versions of the Delta tables that decide which samples there are. Training that goes on reads
 * the same ones.
 *
 * @param features of the manifest
 * @param selection of the table that tells which clips are accepted, where it was asked
 */
public record TableVersions(long features, Optional<Long> selection) {}
