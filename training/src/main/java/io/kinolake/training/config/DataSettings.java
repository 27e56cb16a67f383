package io.kinolake.training.config;

import io.kinolake.training.data.DataRequest;
import java.util.Optional;

/**
 * What is trained on.
 *
 * @param warehouse a folder of this machine
 * @param featureSet the recipe that made the samples
 * @param clips which clips of the set count
 * @param seed decides the order, and what is drawn by chance
 * @param checksums whether each tensor is compared with its checksum when it is first read
 * @param readAhead steps that are read ahead
 * @param readers threads that read
 */
public record DataSettings(
    String warehouse,
    String featureSet,
    DataRequest.Clips clips,
    long seed,
    boolean checksums,
    int readAhead,
    int readers) {

  /** The newest samples. */
  public DataRequest request() {
    return new DataRequest(warehouse, featureSet, clips, Optional.empty());
  }
}
