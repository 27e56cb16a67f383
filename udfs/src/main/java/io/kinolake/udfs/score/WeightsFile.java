package io.kinolake.udfs.score;

import io.kinolake.schemas.Fingerprint;
import java.io.Serializable;

/**
 * A file with a model's weights.
 *
 * @param uri where it lies; executors read it, too
 * @param digest stands for its content
 */
public record WeightsFile(String uri, Fingerprint digest) implements Serializable {}
